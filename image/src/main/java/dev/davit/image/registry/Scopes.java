package dev.davit.image.registry;

import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * What a request needs to be allowed to do, by resource ({@code repository:team/web}), in the words of the token
 * protocol that registries share: {@code repository:team/web:pull,push}.
 */
record Scopes(SortedMap<String, SortedSet<String>> actions) {

    static final Scopes NONE = new Scopes(new TreeMap<>());

    Scopes {
        SortedMap<String, SortedSet<String>> copy = new TreeMap<>();
        actions.forEach(
                (resource, allowed) -> copy.put(resource, Collections.unmodifiableSortedSet(new TreeSet<>(allowed))));
        actions = Collections.unmodifiableSortedMap(copy);
    }

    static Scopes pull(String repository) {
        return parse("repository:" + repository + ":pull");
    }

    static Scopes push(String repository) {
        return parse("repository:" + repository + ":pull,push");
    }

    /** Reads scopes separated by spaces, as a challenge names them. What has no resource and actions is left out. */
    static Scopes parse(String text) {
        SortedMap<String, SortedSet<String>> actions = new TreeMap<>();
        for (String scope : text.strip().split(" +", -1)) {
            int colon = scope.lastIndexOf(':');
            if (colon > 0) {
                actions.computeIfAbsent(scope.substring(0, colon), _ -> new TreeSet<>())
                        .addAll(List.of(scope.substring(colon + 1).split(",", -1)));
            }
        }
        return new Scopes(actions);
    }

    Scopes plus(Scopes others) {
        SortedMap<String, SortedSet<String>> all = new TreeMap<>();
        Stream.of(this, others)
                .forEach(scopes -> scopes.actions.forEach((resource, allowed) ->
                        all.computeIfAbsent(resource, _ -> new TreeSet<>()).addAll(allowed)));
        return new Scopes(all);
    }

    /** One for each resource. */
    List<String> texts() {
        return actions.entrySet().stream()
                .map(entry -> entry.getKey() + ":" + String.join(",", entry.getValue()))
                .toList();
    }

    @Override
    public String toString() {
        return String.join(" ", texts());
    }
}
