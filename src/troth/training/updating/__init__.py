"""Training that starts from a finished release: it keeps what that knows, and learns new rows and labels beside it."""
