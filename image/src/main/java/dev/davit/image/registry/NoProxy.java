package dev.davit.image.registry;

import java.net.InetAddress;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Which hosts are not asked through a proxy: names with all that lie below them, addresses, ranges of addresses, each with
 * or without a port, or {@code *} for all.
 */
record NoProxy(List<String> entries) {

    static NoProxy parse(String text) {
        return new NoProxy(Stream.of(text.split(",", -1))
                .map(entry -> entry.strip().toLowerCase(Locale.ROOT))
                .filter(entry -> !entry.isEmpty())
                .toList());
    }

    boolean contain(Origin origin) {
        return entries.stream().anyMatch(entry -> matches(entry, origin));
    }

    private static boolean matches(String entry, Origin origin) {
        if (entry.equals("*")) {
            return true;
        }
        String host = entry;
        int colon = entry.lastIndexOf(':');
        if (colon > 0 && entry.substring(colon + 1).matches("\\d{1,5}") && entry.indexOf(':') == colon) {
            if (Integer.parseInt(entry.substring(colon + 1)) != origin.port()) {
                return false;
            }
            host = entry.substring(0, colon);
        }
        int slash = host.indexOf('/');
        if (slash > 0) {
            return inRange(host.substring(0, slash), host.substring(slash + 1), origin.host());
        }
        String name = host.startsWith("*.") ? host.substring(2) : host.startsWith(".") ? host.substring(1) : host;
        return origin.host().equals(name) || origin.host().endsWith("." + name);
    }

    private static boolean inRange(String network, String bits, String host) {
        Optional<byte[]> wanted = literal(network);
        Optional<byte[]> found = literal(host.replace("[", "").replace("]", ""));
        if (wanted.isEmpty()
                || found.isEmpty()
                || wanted.get().length != found.get().length
                || !bits.matches("\\d{1,3}")) {
            return false;
        }
        for (int bit = Math.min(Integer.parseInt(bits), wanted.get().length * 8) - 1; bit >= 0; bit--) {
            int mask = 0x80 >> (bit % 8);
            if (((wanted.get()[bit / 8] ^ found.get()[bit / 8]) & mask) != 0) {
                return false;
            }
        }
        return true;
    }

    /** The bytes of an address in numbers; names are not looked up. */
    private static Optional<byte[]> literal(String address) {
        try {
            return Optional.of(InetAddress.ofLiteral(address).getAddress());
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
