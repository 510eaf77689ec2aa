package dev.davit.build.fingerprint;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Finds the files below one watched folder. Symbolic links are followed, each folder once. */
final class FolderWalk {
    /** Folders that hold nothing that is built. */
    private static final Set<String> IGNORED =
            Set.of(".git", ".hg", ".svn", ".idea", ".vscode", ".settings", ".gradle");

    private static final String OUTPUT = "target";
    private static final String MODULES = "node_modules";
    private static final String PROJECT = "pom.xml";

    /** Below a folder of this name everything counts, whatever it is called: a package may be named target. */
    private static final String SOURCE = "src";

    private final Watched watched;
    private final Visitor visitor;
    private final Set<List<Long>> seen = new HashSet<>();

    /** Is told of each file, and of each symbolic link that leads nowhere. */
    interface Visitor {
        void file(Path path, Stamp stamp) throws IOException;
    }

    FolderWalk(Watched watched, Visitor visitor) {
        this.watched = watched;
        this.visitor = visitor;
    }

    void walk(Path folder) throws IOException {
        walk(folder, true, false);
    }

    private void walk(Path folder, boolean top, boolean source) throws IOException {
        List<Path> children = new ArrayList<>();
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(folder)) {
            stream.forEach(children::add);
        } catch (NoSuchFileException | NotDirectoryException e) {
            return;
        }
        // The order decides by which of several links a folder is entered.
        Collections.sort(children);
        for (Path child : children) {
            visit(child, top, source);
        }
    }

    private void visit(Path path, boolean top, boolean source) throws IOException {
        Stamp.Entry entry;
        try {
            entry = Stamp.read(path);
        } catch (NoSuchFileException e) {
            noteBrokenLink(path);
            return;
        }
        if (entry.isFile()) {
            visitor.file(path, entry.stamp());
        } else if (entry.isFolder()
                && isWatched(path, top, source)
                && seen.add(List.of(entry.device(), entry.stamp().inode()))) {
            walk(path, false, source || path.endsWith(SOURCE));
        }
    }

    private void noteBrokenLink(Path path) throws IOException {
        Stamp stamp;
        try {
            stamp = Stamp.read(path, LinkOption.NOFOLLOW_LINKS).stamp();
        } catch (NoSuchFileException e) {
            // It went while its folder was read: then it is no part of what is there.
            return;
        }
        visitor.file(path, stamp);
    }

    private boolean isWatched(Path folder, boolean top, boolean source) {
        String name = folder.getFileName().toString();
        if (IGNORED.contains(name) || watched.without().contains(folder)) {
            return false;
        }
        boolean output = top && name.equals(OUTPUT);
        return source || !(output || name.equals(MODULES) || Files.exists(folder.resolve(PROJECT)));
    }
}
