"""Decodes APDUs with scapy: a line of hex in, a line of text out, in the form of dissection.ts.

`?` and the type id where scapy does not know the type, or does not understand the octets; empty for S and U frames.
"""
import sys
from datetime import datetime, timezone

from scapy.contrib.scada.iec104 import IEC104_APDU

TIMED = set(range(30, 41)) | set(range(58, 65)) | {103}
RAW_TIMED = {38, 39, 40}


def octets(value, count):
    """Octets, the lowest first, as `01:02`."""
    return ":".join(f"{octet:02x}" for octet in value.to_bytes(count, "little"))


def quality(o, low=0):
    return o["iv"] << 7 | o["nt"] << 6 | o["sb"] << 5 | o["bl"] << 4 | low


def qds(o):
    return f"qds=0x{quality(o, o['ov']):02x}"


def qos(o):
    return f"qos=0x{o['action'] << 7 | o['ql']:02x}"


def qdp(o):
    return quality(o, o["ei"] << 3 | o["reserved_qdp"])


def qpm(o):
    return f"qpm=0x{o['lpc'] << 7 | o['pop'] << 6 | o['kpa']:02x}"


def normval(o):
    return f"normval={o['normed_value'] / 32768:g}"


def scalval(o):
    return f"scalval={o['scaled_value']}"


def number(o):
    return f"float={o['scaled_value']:g}"


def bitstring(o):
    return f"bitstring=0x{o['bsi']:08x}"


def siq(o):
    return f"siq=0x{quality(o, o['spi_value']):02x}"


def diq(o):
    return f"diq=0x{quality(o, o['dpi_value']):02x}"


def vti(o):
    return f"vti=0x{o['transient_state'] << 7 | o['value'] & 0x7f:02x} {qds(o)}"


def counter(o):
    flags = "".join(f" {name}=1" for name in ("cy", "ca", "iv") if o[name])
    return f"count={o['counter_value']}" + (f" sq={o['sq']}" if o["sq"] else "") + flags


def status_change(o):
    # Scapy takes the four octets with the highest first and so names them in reverse (the standard has ST 1 first); their
    # octets are compared, not its names.
    st = sum(o[f"st_{i}"] << (i - 1) for i in range(1, 17))
    cd = sum(o[f"cd_{i}"] << (i - 1) for i in range(1, 17))
    return f"rawdata={cd >> 8:02x}:{cd & 0xFF:02x}:{st >> 8:02x}:{st & 0xFF:02x}:{quality(o, o['ov']):02x}"


def protection_event(o):
    first = quality(o, o["ei"] << 3 | o["reserved"] << 2 | o["es"])
    return f"rawdata={first:02x}:{octets(o['elapsed_sec_milli'], 2)}"


def protection_start(o):
    names = ("gs", "sl1", "sl2", "sl3", "sie", "srd")
    first = sum(o[name] << i for i, name in enumerate(names))
    return f"rawdata={first:02x}:{qdp(o):02x}:{octets(o['prot_act_sec_milli'], 2)}"


def protection_output(o):
    first = sum(o[name] << i for i, name in enumerate(("gc", "cl1", "cl2", "cl3")))
    return f"rawdata={first:02x}:{qdp(o):02x}:{octets(o['prot_cmd_sec_milli'], 2)}"


def time_octets(o):
    return bytes(
        [
            o["sec_milli"] & 0xFF,
            o["sec_milli"] >> 8,
            o["minutes"] | o["gen"] << 6 | o["iv_time"] << 7,
            o["hours"] | o["su"] << 7,
            o["day_of_month"] | o["weekday"] << 5,
            o["month"],
            o["year"],
        ]
    )


def test_command(o):
    return f"rawdata={octets(o['tsc'], 2)}:" + ":".join(f"{octet:02x}" for octet in time_octets(o))


def command(name, state):
    return lambda o: f"{name}=0x{o['s_or_e'] << 7 | o['qu'] << 2 | o[state]:02x}"


def joined(*parts):
    return lambda o: " ".join(part(o) for part in parts)


SCO, DCO, RCO = command("sco", "scs"), command("dco", "dcs"), command("rco", "rcs")
ELEMENTS = {
    1: siq,
    3: diq,
    5: vti,
    7: joined(bitstring, qds),
    9: joined(normval, qds),
    11: joined(scalval, qds),
    13: joined(number, qds),
    15: counter,
    20: status_change,
    21: normval,
    30: siq,
    31: diq,
    32: vti,
    33: joined(bitstring, qds),
    34: joined(normval, qds),
    35: joined(scalval, qds),
    36: joined(number, qds),
    37: counter,
    38: protection_event,
    39: protection_start,
    40: protection_output,
    45: SCO,
    46: DCO,
    47: RCO,
    48: joined(normval, qos),
    49: joined(scalval, qos),
    50: joined(number, qos),
    51: bitstring,
    58: SCO,
    59: DCO,
    60: RCO,
    61: joined(normval, qos),
    62: joined(scalval, qos),
    63: joined(number, qos),
    64: bitstring,
    70: lambda o: f"coi=0x{o['local_param_state'] << 7 | o['coi']:02x}",
    100: lambda o: f"qoi={o['qoi']}",
    101: lambda o: f"qcc=0x{o['frz'] << 6 | o['rqt']:02x}",
    102: lambda o: "",
    103: lambda o: "",
    104: lambda o: f"rawdata={octets(o['fbp'], 2)}",
    105: lambda o: f"qrp={o['qrp']}",
    106: lambda o: f"rawdata={octets(o['sec_milli'], 2)}",
    107: test_command,
    110: joined(normval, qpm),
    111: joined(scalval, qpm),
    112: joined(number, qpm),
    113: lambda o: f"rawdata={o['qpa']:02x}",
}


def time_of(o, with_flags):
    try:
        seconds, ms = divmod(o["sec_milli"], 1000)
        date = (2000 + o["year"], o["month"], o["day_of_month"], o["hours"], o["minutes"], seconds, ms * 1000)
        text = datetime(*date, tzinfo=timezone.utc).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    except ValueError:
        text = "none"
    flags = [("iv_time", "IV"), ("su", "SU"), ("gen", "GEN")] if with_flags else []
    return " ".join([f"time={text}", *(word for name, word in flags if o[name])])


def describe(octets_of_apdu):
    if octets_of_apdu[2] & 1:
        return ""
    type_id = octets_of_apdu[6]
    apdu = IEC104_APDU(octets_of_apdu)
    if type(apdu).__name__ == "Raw" or type_id not in ELEMENTS:
        return f"? {type_id}"
    objects = []
    ioa = None
    for i, io in enumerate(apdu.io if isinstance(apdu.io, list) else [apdu.io]):
        o = io.fields
        if type(io).__name__ == "Raw" or bytes(io.payload) != b"":
            return f"? {type_id}"
        ioa = apdu.information_object_address + i if apdu.sq else o["information_object_address"]
        parts = [str(ioa), ELEMENTS[type_id](o)]
        if type_id in TIMED:
            parts.append(time_of(o, type_id not in RAW_TIMED))
        objects.append(" ".join(part for part in parts if part))
    words = [
        str(apdu.type_id),
        f"cot {apdu.cot}",
        "neg" if apdu.ack else "",
        "test" if apdu.test else "",
        f"oa {apdu.origin_address}" if apdu.origin_address else "",
        "sq" if apdu.sq else "",
        f"ca {apdu.common_asdu_address}",
    ]
    if len(objects) != apdu.num_io:
        objects.append(f"of {apdu.num_io}")
    return f"{' '.join(word for word in words if word)}: {'; '.join(objects)}"


for line in sys.stdin:
    print(describe(bytes.fromhex(line.strip())))
