"""Only addresses of the open internet are reached, in whatever form an inner one is written."""

import ipaddress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sources.addresses import is_public

INNER = """
0.0.0.0 10.0.0.1 100.64.0.1 127.0.0.1 169.254.169.254 172.16.0.1 172.31.255.255 192.0.0.1 192.0.2.1
192.88.99.1 192.168.1.1 198.18.0.1 198.19.255.255 198.51.100.1 203.0.113.1 224.0.0.1 240.0.0.1 255.255.255.255
"""
OTHER = """
:: ::1 ::7f00:1 ::ffff:0:10.0.0.1 64:ff9b:1::1 64:ff9b:1::808:808 100::1 100:0:0:1::1 2001::1
2001:0:7f00:1:: 2001:0:4136:e378:8000:63bf:80ff:fffe 2001:0:808:808::f7f7:f7f7 2001:2::1 2001:db8::1 2001:10::1
2001:20::1 2620:4f:8000::1 3ffe::1 3fff::1 3fff:fff:ffff::1 5f00::1 fc00::1 fd00:ec2::254 fe80::1 fe80::1%eth0 febf::1
fec0::1 feff::1 ff02::1 ff0e::1 4000::1 8000::1 1::1 e000::1 2606:4700:4700::1111%eth0 localhost 127.1 0177.0.0.1
"""
PUBLIC = """
8.8.8.8 1.1.1.1 100.63.255.255 100.128.0.1 172.15.255.255 172.32.0.1 192.0.1.1 198.17.255.255 198.20.0.1
223.255.255.255 2606:4700:4700::1111 2a00:1450:4001::200e 2001:4860:4860::8888 2001:200::1 64:ff9b::8.8.8.8
::ffff:8.8.8.8 2002:808:808::1 2a01::5efe:808:808 2a01::200:5efe:808:808
"""


@pytest.mark.parametrize("address", [*INNER.split(), *OTHER.split()])
def test_no_inner_address_is_public(address: str):
    assert not is_public(address)


@pytest.mark.parametrize("address", PUBLIC.split())
def test_addresses_of_the_open_internet_are_public(address: str):
    """Next to a reserved block too, and through the translation of a host that has no IPv4."""
    assert is_public(address)


@given(st.ip_addresses(v=4) | st.sampled_from(INNER.split()).map(ipaddress.IPv4Address))
def test_an_address_is_only_as_public_as_the_one_it_embeds(inner: ipaddress.IPv4Address):
    """Mapped, NAT64, 6to4 and ISATAP, with each of its flags."""
    low = f"{int(inner) >> 16:x}:{int(inner) & 0xFFFF:x}"
    forms = [f"::ffff:{low}", f"64:ff9b::{low}", f"2002:{low}::1"]
    forms += [f"2a01::{flags}5efe:{low}" for flags in ("", "100:", "200:", "300:")]
    assert {is_public(form) for form in forms} == {is_public(str(inner))}


@given(st.ip_addresses())
def test_what_the_standard_library_calls_private_is_not_public(address: ipaddress.IPv4Address | ipaddress.IPv6Address):
    assert not is_public(str(address)) or address.is_global or address in ipaddress.ip_network("2002::/16")
