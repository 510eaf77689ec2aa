package dev.davit.build.java;

import dev.davit.build.layer.StoredEntry;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.jar.Attributes;
import java.util.jar.Manifest;
import java.util.zip.ZipOutputStream;

/** Packs classes into a jar whose bytes depend on nothing but what it holds. */
final class AppJar {
    private static final String MANIFEST = "META-INF/MANIFEST.MF";

    private AppJar() {}

    /** Packs the files below a class folder or in a jar; these attributes prevail over those of their manifest. */
    static void write(Path classes, Map<String, String> attributes, OutputStream out) throws IOException {
        try (ClassTree tree = new ClassTree(classes);
                ZipOutputStream zip = new ZipOutputStream(out)) {
            SortedMap<String, Path> files = new TreeMap<>(tree.files());
            Path own = files.remove(MANIFEST);
            StoredEntry.put(zip, "META-INF/", new byte[0]);
            StoredEntry.put(zip, MANIFEST, manifest(own == null ? new byte[0] : Files.readAllBytes(own), attributes));
            SortedSet<String> names = new TreeSet<>(files.keySet());
            // Frameworks look packages up by their folders.
            files.keySet().forEach(name -> addFolders(name, names));
            names.remove("META-INF/");
            for (String name : names) {
                Path file = files.get(name);
                StoredEntry.put(zip, name, file == null ? new byte[0] : Files.readAllBytes(file));
            }
        }
    }

    private static void addFolders(String name, SortedSet<String> names) {
        for (int slash = name.indexOf('/'); slash >= 0; slash = name.indexOf('/', slash + 1)) {
            names.add(name.substring(0, slash + 1));
        }
    }

    private static byte[] manifest(byte[] own, Map<String, String> attributes) throws IOException {
        Manifest given = new Manifest(new ByteArrayInputStream(own));
        SortedMap<String, String> all = new TreeMap<>();
        given.getMainAttributes().forEach((name, value) -> all.put(name.toString(), value.toString()));
        all.putAll(attributes);
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        all.forEach((name, value) -> manifest.getMainAttributes().putIfAbsent(new Attributes.Name(name), value));
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        manifest.write(bytes);
        return bytes.toByteArray();
    }
}
