# A NetBox whose administrator prefers German: what a client tells refusals apart by must not depend on it.
DEFAULT_LANGUAGE = 'de'
