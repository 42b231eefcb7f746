"""Validates URLs (http and https) and IP addresses (public internet only)."""

import ipaddress

import httpx

from newsletter.errors import SourceError

Address = ipaddress.IPv4Address | ipaddress.IPv6Address

# IANA's special-purpose registries (https://www.iana.org/assignments/iana-ipv4-special-registry and
# .../iana-ipv6-special-registry), and multicast. The list is written out because `is_global` of the standard
# library differs between versions of Python.
_SPECIAL_4 = tuple(
    map(
        ipaddress.IPv4Network,
        (
            "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12",
            "192.0.0.0/24", "192.0.2.0/24", "192.31.196.0/24", "192.52.193.0/24", "192.88.99.0/24", "192.168.0.0/16",
            "192.175.48.0/24", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
        ),
    )
)  # fmt: skip
_UNICAST_6 = ipaddress.IPv6Network("2000::/3")  # the only block of global unicast addresses
_SPECIAL_6 = tuple(
    map(
        ipaddress.IPv6Network,
        ("2001::/23", "2001:db8::/32", "2620:4f:8000::/48", "3ffe::/16", "3fff::/20"),  # 2001::/23 includes Teredo
    )
)
_MAPPED = ipaddress.IPv6Network("::ffff:0:0/96")
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")  # access to IPv4 from a host without IPv4 (RFC 6052)
_6TO4 = ipaddress.IPv6Network("2002::/16")
_ISATAP = 0x0000_5EFE  # in the upper half of the interface identifier (RFC 5214), apart from two flag bits
_ISATAP_FLAGS = 0x0300_0000


def parse_url(text: str, base: httpx.URL | None = None) -> httpx.URL:
    """Parse an http or https URL; a relative one is resolved against `base`.

    Raises SourceError for any other text, and for a URL that contains a user name or password.
    """
    try:
        url = base.join(text) if base is not None else httpx.URL(text)
        host = url.host  # decodes the name, which fails for a bad xn-- label
    except Exception as error:  # httpx and idna raise many kinds
        raise SourceError(f"“{text[:200]}” is no address: {str(error)[:200]}.") from error
    if url.scheme not in {"http", "https"} or not host:
        raise SourceError(
            f"“{text[:200]}” cannot be fetched: expected an address that begins with https:// or http://."
        )
    if url.port is not None and not 0 < url.port < 65_536:
        raise SourceError(f"The address of {host} has port {url.port}, which there cannot be.")
    if url.userinfo:
        raise SourceError(f"The address of {host} has a name or password in it: leave it out.")
    return url


def host_of(url: httpx.URL) -> str:
    """Return the host in ASCII lower case without a trailing dot, so that each host has one spelling."""
    return url.raw_host.decode("ascii").lower().rstrip(".")


def is_public(address: str) -> bool:
    """Return whether an IP address is globally routable. An address that embeds another is public if that one is."""
    try:
        found: Address = ipaddress.ip_address(address)
    except ValueError:
        return False
    if isinstance(found, ipaddress.IPv4Address):
        return not any(found in block for block in _SPECIAL_4)
    if found.scope_id is not None:
        return False
    value = int(found)
    embedded = _embedded(found, value)
    if found in _MAPPED or found in _NAT64:
        return is_public(str(embedded))
    if found not in _UNICAST_6 or any(found in block for block in _SPECIAL_6):
        return False
    return embedded is None or is_public(str(embedded))


def _embedded(found: ipaddress.IPv6Address, value: int) -> ipaddress.IPv4Address | None:
    """Return the IPv4 address that an IPv6 address is translated or tunnelled to, or None."""
    if found in _6TO4:
        return ipaddress.IPv4Address(value >> 80 & 0xFFFF_FFFF)
    is_isatap = (value >> 32 & 0xFFFF_FFFF) & ~_ISATAP_FLAGS == _ISATAP
    if is_isatap or found in _MAPPED or found in _NAT64:
        return ipaddress.IPv4Address(value & 0xFFFF_FFFF)
    return None
