"""What a Prometheus sends and reads."""

from prometheus_client.parser import text_string_to_metric_families

TOKEN = "0123456789abcdef0123456789abcdef"
RIGHT = {"authorization": f"Bearer {TOKEN}"}


def read(text):
    """Every value of a scrape, by name and labels, as Prometheus' own parser reads them."""
    return {
        (sample.name, *sorted(sample.labels.items())): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }
