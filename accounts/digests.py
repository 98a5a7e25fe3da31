import hashlib


def digest_of(secret: str) -> str:
    """SHA-256 is enough for a token: the secret is 256 random bits, so there is nothing to guess."""
    return hashlib.sha256(secret.encode()).hexdigest()
