package dev.davit.build.java;

import java.util.Collection;
import java.util.Collections;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * What classes need of the platform.
 *
 * @param modules JDK modules whose packages they name
 * @param libraries shared libraries that their native parts are linked to
 */
record Needs(SortedSet<String> modules, SortedSet<String> libraries) {
    Needs {
        modules = Collections.unmodifiableSortedSet(new TreeSet<>(modules));
        libraries = Collections.unmodifiableSortedSet(new TreeSet<>(libraries));
    }

    static Needs all(Collection<Needs> some) {
        SortedSet<String> modules = new TreeSet<>();
        SortedSet<String> libraries = new TreeSet<>();
        some.forEach(needs -> {
            modules.addAll(needs.modules());
            libraries.addAll(needs.libraries());
        });
        return new Needs(modules, libraries);
    }
}
