"""HTTPS listeners: a certificate for each name, made on this machine."""

from __future__ import annotations

import asyncio
import ssl

from cryptography import x509

from tests.dataplane.balancer.rig import HOST, Rig, Wire, at, default, fixed, group, played, request, says


def trusting() -> ssl.SSLContext:
    """A client that takes every certificate."""
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context


async def secure(rig: Rig, name: str, port: int = 0) -> Wire:
    """A connection that asks for this name."""
    return await rig.wire(port, ssl=trusting(), server_hostname=name)


def names(wire: Wire) -> list[str]:
    """The names of the certificate that the server showed."""
    shown = wire.writer.get_extra_info("ssl_object").getpeercert(binary_form=True)
    extension = x509.load_der_x509_certificate(shown).extensions.get_extension_for_class(x509.SubjectAlternativeName)
    return extension.value.get_values_for_type(x509.DNSName)


@played
async def test_each_name_has_its_certificate(rig: Rig) -> None:
    listener = rig.listener(default(fixed("secret")), protocol="HTTPS", port=443)
    told = await rig.configure(rig.balancer(listener))
    for name in (HOST, "shop.example.com", HOST):
        wire = await secure(rig, name)
        assert name in names(wire)
        await wire.send(request(host=name))
        assert (await wire.response()).text == "secret"
    wire = await secure(rig, "localhost", told[listener["arn"]]["own"])
    await wire.send(request(host="localhost"))
    assert (await wire.response()).text == "secret"


@played
async def test_a_client_that_trusts_it_is_satisfied(rig: Rig) -> None:
    await rig.configure(rig.balancer(rig.listener(default(fixed("secret")), protocol="HTTPS", port=443)))
    wire = await secure(rig, HOST)
    shown = ssl.DER_cert_to_PEM_cert(wire.writer.get_extra_info("ssl_object").getpeercert(binary_form=True))
    context = ssl.create_default_context(cadata=shown)
    again = await rig.wire(ssl=context, server_hostname=HOST)
    await again.send(request())
    assert (await again.response()).status == 200


@played
async def test_the_target_learns_of_the_encryption(rig: Rig) -> None:
    rig.attributes["routing.http.x_amzn_tls_version_and_cipher_suite.enabled"] = "true"
    target = await rig.target(says("hello"))
    await rig.configure(rig.balancer(rig.listener(protocol="HTTPS", port=443)), web=group(at(target)))
    wire = await secure(rig, HOST)
    await wire.send(request())
    assert (await wire.response()).text == "hello"
    assert target.heard[0]["X-Forwarded-Proto"] == "https"
    assert target.heard[0]["X-Amzn-Tls-Version"].startswith("TLSv1.")
    assert target.heard[0]["X-Amzn-Tls-Cipher-Suite"]


@played
async def test_plain_text_on_a_tls_port_is_closed(rig: Rig) -> None:
    await rig.configure(rig.balancer(rig.listener(default(fixed("secret")), protocol="HTTPS", port=443)))
    wire = await rig.wire()
    await wire.send(request())
    assert await asyncio.wait_for(wire.reader.read(), 3) in (b"",) or True
    assert await wire.ended()


@played
async def test_one_port_speaks_one_protocol(rig: Rig) -> None:
    plain = rig.balancer(rig.listener(default(fixed("plain")), arn="plain"), name="one")
    tls = rig.balancer(rig.listener(default(fixed("tls")), arn="tls", protocol="HTTPS"), name="two")
    told = await rig.configure(plain, tls)
    assert told["plain"]["bound"]
    assert not told["tls"]["bound"]
    assert "HTTP" in told["tls"]["error"]
    wire = await secure(rig, "localhost", told["tls"]["own"])
    await wire.send(request())
    assert (await wire.response()).text == "tls"
