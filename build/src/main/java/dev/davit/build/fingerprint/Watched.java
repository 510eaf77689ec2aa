package dev.davit.build.fingerprint;

import java.nio.file.Path;
import java.util.Collection;
import java.util.Collections;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * The files that a build depends on. All paths are absolute.
 *
 * @param folders everything below them, but not what lies in version control or in an editor's own folder, nor in their
 *     own folder {@code target}; outside of folders named {@code src} nor in nested Maven projects and {@code
 *     node_modules}
 * @param files single files, which need not exist
 * @param without folders to leave out, such as those that a build writes to
 */
public record Watched(SortedSet<Path> folders, SortedSet<Path> files, SortedSet<Path> without) {
    public Watched {
        folders = Collections.unmodifiableSortedSet(new TreeSet<>(folders));
        files = Collections.unmodifiableSortedSet(new TreeSet<>(files));
        without = Collections.unmodifiableSortedSet(new TreeSet<>(without));
    }

    public static Watched of(Collection<Path> folders, Collection<Path> files) {
        return new Watched(new TreeSet<>(folders), new TreeSet<>(files), new TreeSet<>());
    }
}
