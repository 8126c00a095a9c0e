"""Ordinary words: what people ask a skin and acupuncture clinic about, in English and Spanish.

The list is written by hand, and short on purpose. Words that are given or family names as well are
left out (grace, hope, rose, may, luz, cruz), however ordinary they are.
"""

_ASKING = """
a about after again all also am an and any anything are as at be because been before best better
between both but by can cannot come could day days did different do does done during each else
ever every feel feels first for from get give go good had has have having he help helps her here
him his how i if in instead is it its just know less like long look looking looks make makes many
me mean month months more most much my need needs never new next no not now of off often old on
one only or other our out over people please same see several she should side so some something
somebody soon still stop such take takes than that the their them then there these they thing
think this those three time times to today together tomorrow tonight too try two under until up
us use used using versus very vs want was way we week weeks well were what when where which while
who whose why with without work works worry year years yes yet you your
"""
_BODY = """
abdomen allergic allergy ankle arm arms back beard belly birthmark blister blisters blood body
bone bones breast breath breathing bruise bruised bruises bruising cheek cheeks chest chin
circulation collagen ear ears elbow elastin eye eyebrow eyebrows eyelash eyelid eyelids eyes face
facial feet fever finger fingers flare foot forehead hair hairline hand hands head healing health
heart herpes hip hives hormone hormonal hormones immune infected infection inflammation itch
itching itchy jaw jawline joint joints knee knees leg legs lip lips liver lump lumps lymph mole
moles mouth muscle muscles nails neck needle needles needling nerve nerves nipple nose numb
numbing oil oily pigment pigmentation pimple pimples pore pores pregnancy pregnant rash redness
scab scabs scalp scar scarring scars shoulder shoulders sinus skin spine spot spots stomach
stretch swelling swollen teeth texture thigh thighs throat thyroid tissue toe toes tongue tone
veins waist wart warts wound wounds wrinkle wrinkles wrist
"""
_CONDITIONS = """
acne active addiction aging alopecia anemia anxiety arthritis asthma autoimmune bags bells
bipolar blackhead blackheads bleeding breakout breakouts burn burnout burns cancer cellulite
chemo chemotherapy chronic cold colds covid cyst cystic cysts dark depression dermatitis diabetes
diabetic digestion dry dryness eczema endometriosis epilepsy fatigue fertility fibroids
fibromyalgia fine flu folliculitis headache headaches hemophilia hepatitis hiv hot flashes
hyperpigmentation hypertension ibs infertility insomnia ivf keloid keloids keratosis lupus
melanoma melasma menopause migraine migraines milia miscarriage neuropathy nursing obesity
pacemaker pain painful palsy pcos period periods plantar pms psoriasis ptsd radiation rosacea
sagging sciatica seborrheic sensitive shingles sleep smoking sore sores stress stroke sunburn
sunburned sunburnt tension tinnitus tmj ulcer vertigo vitiligo vomiting weight whitehead
whiteheads
"""
_CARE = """
absorb accutane acid acids acupressure acupuncture aftercare alcohol aloe antibiotic antibiotics
anticoagulant antidepressant antihistamine antihistamines aquaphor aspirin azelaic benefit
benefits benzoyl bht biotin birth botox breastfeeding cautery ceramide cbd chemical cleanse
cleanser clindamycin coconut coffee collagens control coolsculpting cortisone cosmetic cream
creams cryotherapy cupping dermabrasion dermapen dermaplaning dermaroller dermarolling derma
dermatologist detox device devices diet doctor doxycycline drink drinking drug drugs dysport
electroacupuncture electrolysis electric emla estrogen exercise exfoliant exfoliants exfoliate
exfoliating exosome exosomes facials facelift fda filler fillers fluoride foundation gel glycolic
gua gym heat herb herbal herbs hifu hot humira hyaluronic hydrafacial hydrocortisone hydroquinone
hyperbaric ibuprofen injection injections insulin ipl isotretinoin jade juvederm lactic laser
lasers led lidocaine light lotion makeup mask masks massage medical medication medications
medicine metal methotrexate mesotherapy microblading microchanneling microcurrent
microdermabrasion micro microneedle microneedles microneedling minoxidil moisturize moisturizer
moxa moxibustion nad nanoneedling niacinamide nickel nurse omega oral ozempic patch peel peeling
peels pen penicillin peptide peptides peroxide photo photos pill pills plasma plastic platelet
polynucleotide pool prednisone prf probiotic probiotics procedure procedures product products prp
qigong radiofrequency reaction recover recovery red reiki remove removal results retin retinal
retinoid retinoids retinol rf risk risks roller rollers routine safe safety salicylic salmon
sauna sculptra seeds semaglutide serum serums session sessions sha shave shaving shower skincare
skinpen smoke spf spironolactone steam steroid steroids stretching sugar sun sunbathe sunscreen
supplement supplements surgery surgical sweat sweating swim swimming tan tanning tattoo tattoos
tea thinner thinners thread threading threads toner treat treatment treatments tretinoin turmeric
tylenol ultherapy ultrasound vaccine vaccines vampire vegan vitamin vitamins warfarin wash water
waxing xeomin yoga zinc
"""
_VISITS = """
access accessible address adult adults age appointment appointments arrive available baby
bathroom book booking bring bus call cancel cancellation car card cards cash certificate
certified change chat check child children class classes clean clinic close closed clothes
contact consultation cost costs coupon coupons covered credit cruelty deal deals deposit
directions disabled discount discounts dog downtime driving eat elevator email emergency evening
exam expensive family fasting fee fees find form forms free friend friends fsa gift gifts
guarantee guests holiday holidays home hour hours house hsa hurt hurts husband insurance insured
invoice job kids language languages last late license licensed location loyalty lunch man manager
map medicare medicaid men metro minor minute minutes mobile mom monday money morning mother
newsletter night nervous number offer online open opening package packages paid parents park
parking partner patient patients pay payment payments paypal permanent pet pets phone photos
picture pictures plan plans policy practitioner prep prepare price prices pricing privacy private
promotion qualified question questions quote receipt refer referral refund reschedule restroom
review reviews sale saturday schedule school seniors sign sms spa spanish special specials staff
stairs start student students subscription sunday teen teenager teens text thursday tip tipping
tips train transit travel tuesday uber unsubscribe valet veteran veterans video virtual visit
voucher wait walk wear website wednesday weekend wedding wheelchair wife wifi woman women friday
membership memberships near nearby
"""
_ASKED_IN_SPANISH = """
a al algo antes aqui asi como con contra cosa cual cuando cuanta cuanto cuantas cuantos cuesta
cuestan cura de del desde despues dia dias donde duele duelen dura el ella ellos en entre es esta
estan estas este esto estoy fue funciona hace hacen hacer hasta hay la las lo los mas me mejor
mes meses mi mis mucho muy nada necesito no o otra otro para pero poco por porque puede pueden
puedo que quiero se sea ser si sin sirve sobre solo son soy su sus tan tengo tiene tienen toma
tomar tomo todo tu un una unas uno unos usar uso va veces vez y ya abierto abrir acido acne
acupuntura adolescente agua aguja agujas alcohol alergia alergias anestesia anestesico ano anos
ansiedad antibiotico arrugas artritis aseguranza aseo asma aspirina autobus banarme barba
beneficios bebe boca brazo brazos cabello cabeza cabina cama cancelar cancer cansancio cara cejas
cerrado cicatriz cicatrices ciatica cita citas clinica colageno consulta consultas
contraindicaciones corazon cosmetico costo costos crema cremas cuello cuerpo cuidado cuidados dar
debo dejar dermatitis dermatologo descuento descuentos despigmentar diabetes dieta dinero
direccion doctor doctora dolor doloroso dormir edad efectivo efectos ejercicio embarazada
embarazo embarazadas emergencia enfermedad enfermera eccema espalda espanol espera espinilla
espinillas estacionamiento estres estrias examen facial factura fiebre fin flacidez fotos fuego
fumar garganta gimnasio grasa gratis gratuita gratuito habla hablan herida heridas herpes hijo
hijos hinchado hinchazon hombre hombres hombro hora horario horarios hormonas hoy idioma
infeccion inflamacion ingles inyeccion insomnio jabon labial labios lactancia laser lastima
limpieza llamar lunares luna maquillaje manana manchas manos masaje mascarilla medicamento
medicamentos medicina medico melasma menopausia menor menores metodo microagujas migrana moreton
moretones mujer mujeres musculo nariz nervios nina ninas nino ninos noche normal numero ojeras
ojos oido pagar pago panza papada paquete parqueo pecas pecho peligroso pelo perdida perro piel
pies pierna piernas poros pregunta preguntas precio precios problemas productos propina psoriasis
quemadura quemaduras queloide queloides quitar receta recuperacion regalo resequedad resultado
resultados riesgo riesgos rodilla rojo rojez rollo rosacea sabado sangrado sangre seguro semana
semanas sensible sesion sesiones sol sudar suero sueno tarjeta tarde tatuaje telefono tension
terapia tiempo tinte toallas trabajo tratamiento tratamientos ubicacion urgencia vacuna varices
vello verrugas vientre visita vitamina vitaminas anticoagulante anticoagulantes amamantando
amamantar
"""
ORDINARY = frozenset(
    f"{_ASKING} {_BODY} {_CONDITIONS} {_CARE} {_VISITS} {_ASKED_IN_SPANISH}".split()
)
