package dev.davit.build.java;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The files of a class folder or a jar, by their names in a jar; signatures of a jar are left out. */
final class ClassTree implements Closeable {
    private final @Nullable FileSystem jar;
    private final SortedMap<String, Path> files = new TreeMap<>();

    ClassTree(Path folderOrJar) throws IOException {
        jar = Files.isRegularFile(folderOrJar) ? FileSystems.newFileSystem(folderOrJar) : null;
        Path root = jar == null ? folderOrJar : jar.getPath("/");
        if (Files.isDirectory(root)) {
            try (Stream<Path> all = Files.walk(root, FileVisitOption.FOLLOW_LINKS)) {
                for (Path file : (Iterable<Path>) all.filter(Files::isRegularFile)::iterator) {
                    String name = root.relativize(file).toString().replace('\\', '/');
                    if (!isSignature(name)) {
                        files.put(name, file);
                    }
                }
            }
        }
    }

    SortedMap<String, Path> files() {
        return files;
    }

    @Override
    public void close() throws IOException {
        if (jar != null) {
            jar.close();
        }
    }

    private static boolean isSignature(String name) {
        return name.matches("META-INF/[^/]+\\.(SF|RSA|DSA|EC)");
    }
}
