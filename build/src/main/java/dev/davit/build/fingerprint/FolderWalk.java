package dev.davit.build.fingerprint;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Finds the files below one watched folder. Symbolic links are followed, each folder once. */
final class FolderWalk {
    private static final Set<String> IGNORED =
            Set.of("target", ".git", ".hg", ".svn", ".idea", ".vscode", ".settings", ".gradle", "node_modules");
    private static final String PROJECT = "pom.xml";

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
        List<Path> children = new ArrayList<>();
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(folder)) {
            stream.forEach(children::add);
        } catch (NoSuchFileException e) {
            return;
        }
        for (Path child : children) {
            visit(child);
        }
    }

    private void visit(Path path) throws IOException {
        Stamp.Entry entry;
        try {
            entry = Stamp.read(path);
        } catch (NoSuchFileException e) {
            visitor.file(path, Stamp.read(path, LinkOption.NOFOLLOW_LINKS).stamp());
            return;
        }
        if (entry.isFile()) {
            visitor.file(path, entry.stamp());
        } else if (entry.isFolder()
                && isWatched(path)
                && seen.add(List.of(entry.device(), entry.stamp().inode()))) {
            walk(path);
        }
    }

    private boolean isWatched(Path folder) {
        return !IGNORED.contains(folder.getFileName().toString())
                && !watched.without().contains(folder)
                && !Files.exists(folder.resolve(PROJECT));
    }
}
