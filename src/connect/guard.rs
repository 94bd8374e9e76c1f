//! Where calls may go: public addresses, and the networks of the house that the configuration names. Checked on the resolved address
//! at the moment of connecting, so that a name cannot lead inside (RFC 6890 and the special ranges of IANA's registries).

use std::{
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr},
    str::FromStr,
    sync::Arc,
};

use reqwest::dns::{Addrs, Name, Resolve, Resolving};

/// Addresses that begin with the same bits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Network {
    base: IpAddr,
    bits: u8,
}

impl FromStr for Network {
    type Err = ();

    /// Reads `10.0.0.0/8`, or one address.
    fn from_str(text: &str) -> Result<Self, ()> {
        let (base, bits) = text.split_once('/').map_or((text, None), |(base, bits)| (base, Some(bits)));
        let base: IpAddr = base.trim().parse().map_err(|_| ())?;
        let most = if base.is_ipv4() { 32 } else { 128 };
        let bits = bits.map_or(Ok(most), |bits| bits.trim().parse().map_err(|_| ()))?;
        if bits <= most { Ok(Self { base, bits }) } else { Err(()) }
    }
}

impl Network {
    fn has(&self, ip: IpAddr) -> bool {
        match (self.base, ip) {
            (IpAddr::V4(base), IpAddr::V4(ip)) => same(u128::from(base.to_bits()) << 96, u128::from(ip.to_bits()) << 96, self.bits),
            (IpAddr::V6(base), IpAddr::V6(ip)) => same(base.to_bits(), ip.to_bits(), self.bits),
            _ => false,
        }
    }
}

fn same(one: u128, other: u128, bits: u8) -> bool {
    bits == 0 || (one ^ other) >> (128 - u32::from(bits)) == 0
}

/// Whether an address is one that everybody can reach.
pub(super) fn is_public(ip: IpAddr) -> bool {
    match ip {
        IpAddr::V4(ip) => is_public_v4(ip),
        IpAddr::V6(ip) => is_public_v6(ip),
    }
}

fn is_public_v4(ip: Ipv4Addr) -> bool {
    let [a, b, c, _] = ip.octets();
    let shared = a == 100 && (64..128).contains(&b);
    let protocol = a == 192 && b == 0 && c == 0;
    let benchmark = a == 198 && (18..20).contains(&b);
    !(a == 0 || a >= 224 || shared || protocol || benchmark || ip.is_private() || ip.is_loopback() || ip.is_link_local() || ip.is_documentation())
}

fn is_public_v6(ip: Ipv6Addr) -> bool {
    let parts = ip.segments();
    // Addresses that carry one of version 4 lead where that leads: mapped, compatible, NAT64 (RFC 6052), 6to4.
    let inner = match parts {
        [0, 0, 0, 0, 0, 0xffff | 0, high, low] | [0x64, 0xff9b, 0, 0, 0, 0, high, low] | [0x2002, high, low, ..] => Some((high, low)),
        _ => None,
    };
    if let Some((high, low)) = inner {
        return is_public_v4(Ipv4Addr::from_bits(u32::from(high) << 16 | u32::from(low)));
    }
    // 2000::/3 is what is given out; of it documentation, benchmarks and Teredo lead nowhere.
    let special = matches!(parts, [0x2001, 0 | 2 | 0xdb8, ..] | [0x3fff, ..]);
    parts[0] & 0xe000 == 0x2000 && !special
}

/// Resolves names and leaves out where calls may not go.
#[derive(Debug, Clone)]
pub(super) struct Guard(pub(super) Arc<[Network]>);

impl Guard {
    pub(super) fn lets(&self, ip: IpAddr) -> bool {
        let ip = ip.to_canonical();
        is_public(ip) || self.0.iter().any(|network| network.has(ip))
    }
}

impl Resolve for Guard {
    fn resolve(&self, name: Name) -> Resolving {
        let guard = self.clone();
        Box::pin(async move {
            let found: Vec<SocketAddr> = tokio::net::lookup_host((name.as_str(), 0)).await?.filter(|address| guard.lets(address.ip())).collect();
            if found.is_empty() {
                return Err(format!("{} is no public address; name its network in outbound.private_networks", name.as_str()).into());
            }
            Ok(Box::new(found.into_iter()) as Addrs)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_way_of_writing_leads_inside() {
        let inside = [
            "127.0.0.1",
            "10.1.2.3",
            "172.16.0.1",
            "192.168.1.1",
            "169.254.169.254",
            "100.64.0.1",
            "0.0.0.0",
            "224.0.0.1",
            "255.255.255.255",
            "192.0.0.8",
            "198.18.0.1",
            "203.0.113.9",
            "::1",
            "::",
            "::ffff:127.0.0.1",
            "::127.0.0.1",
            "64:ff9b::a00:1",
            "2002:7f00:1::",
            "fe80::1",
            "fc00::1",
            "fd12::1",
            "ff02::1",
            "2001:db8::1",
            "2001::1",
            "100::1",
        ];
        for ip in inside {
            assert!(!is_public(ip.parse().unwrap()), "{ip}");
        }
        for ip in ["1.1.1.1", "8.8.8.8", "172.32.0.1", "100.128.0.1", "2606:4700::1111", "::ffff:1.1.1.1", "64:ff9b::101:101"] {
            assert!(is_public(ip.parse().unwrap()), "{ip}");
        }
    }

    #[test]
    fn a_named_network_is_let_through() {
        let guard = Guard(["10.2.0.0/16", "127.0.0.1", "fd00::/8"].iter().map(|text| text.parse().unwrap()).collect());
        for (ip, lets) in [("10.2.3.4", true), ("10.3.0.1", false), ("127.0.0.1", true), ("127.0.0.2", false), ("fd99::1", true), ("::ffff:10.2.0.1", true), ("fc00::1", false)] {
            assert_eq!(guard.lets(ip.parse().unwrap()), lets, "{ip}");
        }
        for bad in ["", "10.0.0.0/33", "10.0.0/8", "::/129", "x"] {
            assert!(bad.parse::<Network>().is_err(), "{bad}");
        }
    }
}
