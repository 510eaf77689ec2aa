package dev.davit.image.registry;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What the user of a client has allowed and asked for.
 *
 * @param insecure registries that are spoken to in plain HTTP
 * @param mirrors by registry, the places that are asked first for what is pulled
 */
record Rules(Set<String> insecure, Map<String, List<String>> mirrors, Credentials credentials, Backoff backoff) {

    Rules {
        insecure = Set.copyOf(insecure);
        mirrors = mirrors.entrySet().stream()
                .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, entry -> List.copyOf(entry.getValue())));
    }

    /** Whether plain HTTP may be spoken with this host. */
    boolean mayBePlain(Origin origin) {
        return origin.isLoopback() || insecure.stream().anyMatch(origin::isNamed);
    }

    /** Whether an answer that came from the first may send on to the second. */
    boolean maySendOn(Origin from, Origin to) {
        return to.isSecure() || (to.scheme().equals("http") && (from.isSecure() ? isNamedInsecure(to) : true));
    }

    private boolean isNamedInsecure(Origin origin) {
        return insecure.stream().anyMatch(origin::isNamed);
    }
}
