"""Normalizes letters for comparison: strips accents and transliterates Greek symbols. Pure."""

import re
import unicodedata

_UNDECOMPOSED = {
    "ł": "l", "ø": "o", "đ": "d", "ð": "d", "ħ": "h", "ŧ": "t", "ı": "i", "ĸ": "k", "ŋ": "n", "æ": "ae", "œ": "oe",
    "ß": "ss", "þ": "th",
}  # fmt: skip
"""Letters without a canonical decomposition in Unicode."""

_NAMES = (
    "alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta", "theta", "iota", "kappa", "lambda", "mu", "nu", "xi",
    "omicron", "pi", "rho", "sigma", "sigma", "tau", "upsilon", "phi", "chi", "psi", "omega",
)  # fmt: skip
_GREEK = {chr(ord("α") + place): name for place, name in enumerate(_NAMES)}
# One or two Greek letters are a symbol, as in β-VAE; more are a Greek word.
_SYMBOL = re.compile(r"(?<![α-ωΑ-Ω])[α-ωΑ-Ω]{1,2}(?![α-ωΑ-Ω])")
_LETTER = re.compile(f"[{''.join(_UNDECOMPOSED)}ŁØĐÐĦŦŊÆŒẞÞ]")


def plain_letters(text: str) -> str:
    """Strip accents and spell out Greek symbols.

    The input must be in NFKC. Case is kept, because it separates names.
    """
    if text.isascii():
        return text
    bare = "".join(mark for mark in unicodedata.normalize("NFD", text) if not unicodedata.combining(mark))
    return _LETTER.sub(_replace_letter, _SYMBOL.sub(_spell_symbol, bare))


def _spell_symbol(symbol: re.Match[str]) -> str:
    """Spell out a Greek symbol as a separate word: μP becomes mu P."""
    return "".join(f" {_GREEK[letter.lower()]} " for letter in symbol[0])


def _replace_letter(letter: re.Match[str]) -> str:
    plain = _UNDECOMPOSED[letter[0].lower()]
    if letter[0].islower():
        return plain
    follows = letter.string[letter.end() : letter.end() + 1]
    return plain.title() if follows.islower() else plain.upper()
