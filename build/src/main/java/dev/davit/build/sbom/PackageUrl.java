package dev.davit.build.sbom;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Names of packages as all scanners know them (package URL specification, ECMA-427). */
final class PackageUrl {
    private PackageUrl() {}

    static String maven(String group, String name, String version) {
        return "pkg:maven/" + encode(group) + "/" + encode(name) + "@" + encode(version);
    }

    static String of(String type, String namespace, String name, String version, Map<String, String> qualifiers) {
        String more = new TreeMap<>(qualifiers)
                .entrySet().stream()
                        .map(entry -> entry.getKey() + "=" + encode(entry.getValue()))
                        .collect(Collectors.joining("&"));
        return "pkg:" + type + "/" + (namespace.isEmpty() ? "" : encode(namespace) + "/") + encode(name) + "@"
                + encode(version) + (more.isEmpty() ? "" : "?" + more);
    }

    /** Percent-encodes all but letters, digits, and those few marks and the colon that stand for themselves. */
    private static String encode(String text) {
        StringBuilder encoded = new StringBuilder();
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (b & 0xff);
            if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || ".-_~:".indexOf(c) >= 0) {
                encoded.append(c);
            } else {
                encoded.append(String.format("%%%02X", (int) c));
            }
        }
        return encoded.toString();
    }
}
