"""Leerregister: log how social workers learn from each other, and turn it into points and evidence."""

from pathlib import Path as _Path

__version__ = "0.1.0"

# In a checkout `blueprints`, `templates` and `migrations` stand beside this folder; a wheel has them inside it.
_root = _Path(__file__).resolve().parent.parent
__path__ += [str(_root)] if (_root / "pyproject.toml").is_file() and (_root / "blueprints").is_dir() else []
