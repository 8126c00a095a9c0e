"""What the rules of the checklist look for in Spanish: words that the owner can edit in the admin."""

# Written as articles/sample/rule_words.py is; accents do not matter. Spanish bends words more than
# English does, so the forms that writers use stand here one by one.
CLAIMS = """
cura
curan
curar
curará
curarán
curarse
curado
curada
curados
curadas
curativo
curativa
curación
cúrese
garantía
garantías
garantiza
garantizan
garantizar
garantizamos
garantizará
garantizado
garantizada
garantizados
garantizadas
indoloro
indolora
indoloros
indoloras
sin dolor
sin ningún dolor
sin nada de dolor
cero dolor
0 dolor
nada de dolor
no duele
no le duele
no dolerá
no le dolerá
nunca duele
sin riesgo
sin riesgos
sin ningún riesgo
sin riesgo alguno
cero riesgo
cero riesgos
0 riesgo
no hay riesgo
no hay riesgos
no tiene riesgo
no tiene riesgos
libre de riesgo
libre de riesgos
permanente
permanentes
permanentemente
para siempre
por siempre
de por vida
toda la vida
definitivo
definitiva
definitivos
definitivas
definitivamente
borra
borran
borrar
borrará
borrado
borrarlas
borrarlos
borre
bórrelas
bórrelos
antiedad
anti edad
antienvejecimiento
anti envejecimiento
antiarrugas
anti arrugas
el mejor
la mejor
los mejores
las mejores
milagro
milagros
milagroso
milagrosa
instantáneo
instantánea
instantáneos
instantáneas
instantáneamente
al instante
resultado inmediato
resultados inmediatos
efecto inmediato
efectos inmediatos
clínicamente probado
clínicamente probada
clínicamente comprobado
clínicamente comprobada
clínicamente demostrado
científicamente probado
científicamente probada
científicamente comprobado
científicamente comprobada
científicamente demostrado
está comprobado
está demostrado
está probado
ha demostrado
han demostrado
resultado comprobado
resultados comprobados
resultados probados
eficacia comprobada
eficacia demostrada
achica … poro
achican … poro
achicar … poro
achicará … poro
achicarán … poro
achique … poro
encoge … poro
encogen … poro
encoger … poro
encogerá … poro
poro … achica
poro … achican
poro … achicar
poro … achicarán
poro … encoge
poro … encogen
poro … encoger
elimina
eliminan
eliminar
eliminará
eliminarán
eliminado
eliminada
elimine
eliminación
erradica
erradican
erradicar
erradicará
quita … cicatriz
quita … cicatrices
quitan … cicatriz
quitan … cicatrices
quitar … cicatriz
quitar … cicatrices
quita … arruga
quitan … arruga
quitar … arruga
quita … línea
quitan … línea
quitar … línea
cicatriz … desaparece
cicatrices … desaparecen
arruga … desaparece
arrugas … desaparecen
líneas … desaparecen
desaparece … cicatriz
desaparecen … cicatrices
desaparecen … arrugas
desaparecer … cicatriz
desaparecer … cicatrices
desaparecer … arruga
desaparecer … línea
deshacerse de
deshágase de
librarse de
líbrese de
acaba con
acaban con
acabar con
acabe con
adiós a
adiós al
despídase de
olvídese de
100 %
100 por ciento
cien por ciento
cien por cien
sin efecto secundario
sin efectos secundarios
sin ningún efecto secundario
sin efectos adversos
ningún efecto secundario
no tiene efectos secundarios
no hay efectos secundarios
no causa efectos secundarios
no deja cicatriz
no deja cicatrices
no deja marcas
cero efectos secundarios
0 efectos secundarios
sin recuperación
sin tiempo de recuperación
sin período de recuperación
cero recuperación
sin reposo
completamente seguro
completamente segura
totalmente seguro
totalmente segura
perfectamente seguro
perfectamente segura
absolutamente seguro
absolutamente segura
seguro para todos
segura para todos
seguro para todas
segura para todas
seguro para cualquier
segura para cualquier
seguro para cualquiera
segura para cualquiera
seguro para toda
segura para toda
seguro para todo
segura para todo
apto para todos
apta para todos
apto para todo
apta para todo
para todo tipo de piel
para todos los tipos de piel
en todo tipo de piel
funciona para todos
funciona en todos
funciona en todas
sirve para todos
siempre funciona
funciona siempre
siempre ayuda
nunca falla
jamás falla
no falla
infalible
prometemos
le prometo
se lo prometo
prometido
sana … acné
sanan … acné
sanar … acné
sana … cicatriz
sana … cicatrices
sanar … cicatriz
sanar … cicatrices
trata el acné
tratan el acné
tratar el acné
trata su acné
tratar su acné
detiene el acné
detener el acné
previene el acné
prevenir el acné
limpia el acné
limpiar el acné
vuelve a crecer
hace crecer
hacer crecer
aprobado por la fda
aprobada por la fda
aprobados por la fda
aprobadas por la fda
aprobación de la fda
sin cicatriz
sin cicatrices
revierte … envejecimiento
revertir … envejecimiento
revierte … edad
frena … envejecimiento
frenar … envejecimiento
detiene … envejecimiento
detener … envejecimiento
detiene el tiempo
detener el tiempo
retrocede el tiempo
retroceder el tiempo
atrasa el reloj
atrasar el reloj
rejuvenece
rejuvenecen
rejuvenecer
rejuvenecerá
rejuvenecido
rejuvenecida
rejuvenecedor
rejuvenecedora
rejuvenecimiento
más joven
más jóvenes
años menos
años de menos
quita años
quitarse años
el más eficaz
la más eficaz
el más efectivo
la más efectiva
el más avanzado
la más avanzada
el más potente
la más potente
más eficaz que
más efectivo que
más efectiva que
mejor que cualquier
mejor que ningún
mejor que ninguna
número uno
inigualable
inigualables
insuperable
insuperables
incomparable
incomparables
detox
desintoxica
desintoxican
desintoxicar
desintoxicación
toxina
toxinas
inmunidad
refuerza … inmune
refuerza … inmunológico
reforzar … inmunológico
fortalece … inmune
fortalece … inmunológico
fortalecer … inmunológico
sube … defensas
subir … defensas
aumenta … defensas
allow: siempre funcionamos
allow: el mejor momento
allow: la mejor hora
allow: el mejor día
allow: el mejor horario
allow: maquillaje permanente
allow: marcapasos permanente
allow: tratar el acné activo
allow: ¿Duran para siempre los resultados?
allow: ¿Los resultados duran para siempre?
allow: ¿Los resultados son permanentes?
allow: ¿Son permanentes los resultados?
allow: ¿Es seguro para todos?
allow: ¿Es seguro el microneedling para todos?
allow: ¿Siempre funciona?
allow: ¿Funciona siempre?
allow: ¿El microneedling funciona siempre?
allow: ¿Puede el microneedling achicar los poros?
allow: ¿El microneedling achica los poros?
allow: ¿El microneedling cierra los poros?
"""

LOOKS = """
poro
poros
textura
mancha
manchas
cicatrices y manchas viejas
tono
pigmento
pigmentación
hiperpigmentación
melasma
paño
rosácea
estría
estrías
celulitis
caída del cabello
caída del pelo
pérdida de cabello
pérdida de pelo
cabello … crece
cabello … crecer
pelo … crece
pelo … crecer
calvicie
alopecia
ojera
ojeras
bolsas de los ojos
bolsas debajo de los ojos
flacidez
papada
queloide
queloides
vitíligo
verruga
verrugas
eccema
eczema
psoriasis
dermatitis
acné activo
acné quístico
brote
brotes
ansiedad
depresión
insomnio
migraña
migrañas
dolor de cabeza
dolores de cabeza
dolor de espalda
dolor de cuello
dolor en las articulaciones
dolor articular
dolor crónico
artritis
fertilidad
infertilidad
menopausia
bochorno
bochornos
sofocos
asma
alergia
alergias
diabetes
presión arterial
presión alta
cáncer
adicción
adicciones
bajar de peso
perder peso
pérdida de peso
list: mancha
list: manchas
list: firme
list: firmeza
list: marca
list: marcas
list: lisa
list: liso
list: suavidad
list: clara
list: claro
list: claridad
list: brillo
list: luminosa
list: luminosidad
with: ayuda
with: ayudan
with: ayudar
with: ayudará
with: más pequeño
with: más pequeños
with: más chico
with: más chicos
with: más fino
with: más finos
with: más fina
with: más liso
with: más lisa
with: piel más suave
with: textura más suave
with: más suave y
with: más parejo
with: más pareja
with: más uniforme
with: más refinado
with: más refinada
with: más claro
with: más clara
with: más claros
with: más claras
with: más tenue
with: más tenues
with: más firme
with: más luminoso
with: más luminosa
with: refina
with: refinar
with: refinan
with: empareja
with: emparejar
with: unifica
with: unificar
with: atenúa
with: atenúan
with: atenuar
with: desvanece
with: desvanecen
with: desvanecer
with: desaparece
with: desaparecen
with: desaparecer
with: encoge
with: encogen
with: encoger
with: achica
with: achican
with: achicar
with: tensa
with: tensan
with: tensar
with: ilumina
with: iluminan
with: iluminar
with: aclara
with: aclaran
with: aclarar
with: suaviza
with: suavizan
with: suavizar
with: reduce
with: reducen
with: reducir
with: reducirá
with: reducción
with: minimiza
with: minimizan
with: minimizar
with: disminuye
with: disminuyen
with: disminuir
with: mejora
with: mejoran
with: mejorar
with: mejorará
with: limpia
with: limpian
with: limpiar
with: trata
with: tratan
with: tratar
with: tratamiento para
with: tratamiento contra
with: tratamiento de
with: nota menos
with: notan menos
with: notarse menos
with: menos visible
with: menos visibles
with: quita
with: quitan
with: quitar
with: quitará
with: cierra
with: cierran
with: cerrar
with: cerrará
with: corrige
with: corrigen
with: corregir
with: sirve para
with: sirven para
with: sirve contra
with: se usa para
with: se usa contra
with: usan el microneedling
with: usa el microneedling
with: úselo para
with: microneedling para
with: microneedling contra
with: acupuntura para
with: acupuntura contra
with: levanta
with: levantan
with: levantar
with: alivia
with: alivian
with: aliviar
with: aliviará
with: calma
with: calman
with: calmar
with: combate
with: combaten
with: combatir
with: previene
with: previenen
with: prevenir
with: evita
with: evitan
with: resuelve
with: resuelven
with: resolver
with: arregla
with: arreglan
with: arreglar
with: sana
with: sanan
with: sanar
with: crece
with: crecen
with: crecer
with: detiene
with: detienen
with: detener
with: termina con
with: terminan con
with: bueno para
with: buena para
with: buenos para
with: ideal para
with: excelente para
with: funciona
with: funcionan
with: funcionar
with: hace maravillas
allow: el aspecto de
allow: el aspecto del
allow: su aspecto
allow: puede verse
allow: pueden verse
allow: puede llegar a verse
allow: pueden llegar a verse
allow: puede notarse menos
allow: pueden notarse menos
allow: cómo se ve
allow: cómo se ven
allow: médico
allow: médica
allow: dermatólogo
allow: dermatóloga
allow: profesional de la salud
allow: protector solar … previene
allow: antes de tratar
allow: mejor esperar
allow: razón para esperar
allow: razones para esperar
allow: esperar hasta que
allow: espere hasta que
allow: no … hasta que
"""

ALT = """
imagen de
imagen que muestra
foto de
fotografía de
dibujo de
ilustración de
retrato de
"""
