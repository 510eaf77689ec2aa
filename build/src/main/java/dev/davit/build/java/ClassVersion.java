package dev.davit.build.java;

import dev.davit.build.java.CompiledApplication.Part;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Which Java a class file is for (Java virtual machine specification, section 4.1).
 *
 * @param name of the class file, below its folder or jar
 * @param feature such as 25; 0 when there is none
 */
record ClassVersion(String name, int feature) {
    private static final int MAGIC = 0xcafebabe;
    private static final int BEFORE_FEATURE_1 = 44;

    /** The one of an application's own classes that needs the newest Java. */
    static ClassVersion highest(List<Part> parts) throws IOException {
        ClassVersion highest = new ClassVersion("", 0);
        for (Part part : parts) {
            try (ClassTree tree = new ClassTree(part.classes())) {
                for (Map.Entry<String, Path> file : tree.files().entrySet()) {
                    // Classes for newer versions are left alone by older ones.
                    if (file.getKey().endsWith(".class") && !file.getKey().startsWith("META-INF/")) {
                        int feature = feature(file.getValue());
                        highest = feature > highest.feature() ? new ClassVersion(file.getKey(), feature) : highest;
                    }
                }
            }
        }
        return highest;
    }

    private static int feature(Path file) throws IOException {
        try (DataInputStream in = new DataInputStream(Files.newInputStream(file))) {
            if (in.readInt() != MAGIC) {
                return 0;
            }
            in.readUnsignedShort();
            return in.readUnsignedShort() - BEFORE_FEATURE_1;
        }
    }
}
