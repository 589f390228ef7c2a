"""Why an act over a certificate is refused."""

from training.people.errors import Refused


class CertificateRefused(Refused):
    """About issuing, replacing or revoking a certificate, or about what is set for them."""
