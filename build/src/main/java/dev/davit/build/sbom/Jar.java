package dev.davit.build.sbom;

import dev.davit.image.Digest;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;
import java.util.jar.Attributes;
import java.util.jar.Manifest;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/**
 * What a jar says of itself.
 *
 * @param poms what each {@code META-INF/maven/**}{@code /pom.properties} names, with the licenses of the pom beside it;
 *     several where libraries were packed together
 * @param nested jars inside, by their names
 */
record Jar(Map<Coordinates, List<License>> poms, Attributes manifest, Map<String, Nested> nested) {
    private static final String MAVEN = "META-INF/maven/";
    private static final long LARGEST_METADATA = 4 << 20;
    private static final int DEEPEST = 4;

    /** One that says nothing. */
    static final Jar SILENT = new Jar(Map.of(), new Attributes(), Map.of());

    /** A jar in another one. */
    record Nested(Digest content, Jar jar) {}

    /** Reads a jar; one that is none says nothing. */
    static Jar read(Path file) throws IOException {
        return read(file, 0);
    }

    private static Jar read(Path file, int depth) throws IOException {
        try (ZipFile zip = new ZipFile(file.toFile())) {
            Map<String, ZipEntry> entries = new TreeMap<>();
            for (Enumeration<? extends ZipEntry> all = zip.entries(); all.hasMoreElements(); ) {
                ZipEntry entry = all.nextElement();
                entries.put(entry.getName(), entry);
            }
            Map<Coordinates, List<License>> poms = new LinkedHashMap<>();
            Map<String, Nested> nested = new LinkedHashMap<>();
            for (var entry : entries.entrySet()) {
                String name = entry.getKey();
                if (name.startsWith(MAVEN) && name.endsWith("/pom.properties")) {
                    Optional<Coordinates> coordinates = coordinates(zip, entry.getValue());
                    if (coordinates.isPresent()) {
                        ZipEntry pom = entries.get(name.replaceFirst("properties$", "xml"));
                        poms.put(coordinates.get(), pom == null ? List.of() : licenses(zip, pom));
                    }
                } else if (name.endsWith(".jar") && depth < DEEPEST) {
                    nested.put(name, nested(zip, entry.getValue(), file, depth));
                }
            }
            ZipEntry manifest = entries.get("META-INF/MANIFEST.MF");
            return new Jar(poms, manifest == null ? new Attributes() : manifest(zip, manifest), nested);
        } catch (ZipException e) {
            return SILENT;
        }
    }

    private static Optional<Coordinates> coordinates(ZipFile zip, ZipEntry entry) throws IOException {
        Properties properties = new Properties();
        try (InputStream in = zip.getInputStream(entry)) {
            properties.load(in);
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
        String group = properties.getProperty("groupId", "");
        String name = properties.getProperty("artifactId", "");
        String version = properties.getProperty("version", "");
        return group.isEmpty() || name.isEmpty() || version.isEmpty() || (group + name + version).contains("${")
                ? Optional.empty()
                : Optional.of(Coordinates.of(group, name, version));
    }

    private static List<License> licenses(ZipFile zip, ZipEntry pom) throws IOException {
        return PomFile.parse(bytes(zip, pom)).map(PomFile::licenses).orElse(List.of());
    }

    private static Attributes manifest(ZipFile zip, ZipEntry entry) throws IOException {
        try (InputStream in = zip.getInputStream(entry)) {
            return new Manifest(in).getMainAttributes();
        } catch (ZipException e) {
            throw e;
        } catch (IOException e) {
            return new Attributes();
        }
    }

    private static byte[] bytes(ZipFile zip, ZipEntry entry) throws IOException {
        try (InputStream in = zip.getInputStream(entry)) {
            return in.readNBytes((int) LARGEST_METADATA);
        }
    }

    private static Nested nested(ZipFile zip, ZipEntry entry, Path outer, int depth) throws IOException {
        Path inner = Files.createTempFile(outer.resolveSibling("."), "inner", ".jar");
        try {
            MessageDigest hash = Digest.newSha256();
            try (InputStream in = zip.getInputStream(entry);
                    OutputStream out = new DigestOutputStream(Files.newOutputStream(inner), hash)) {
                in.transferTo(out);
            }
            return new Nested(Digest.of(hash.digest()), read(inner, depth + 1));
        } finally {
            Files.deleteIfExists(inner);
        }
    }

    /** What the manifest says about licenses: addresses or names, with remarks behind semicolons. */
    List<License> manifestLicenses() {
        List<License> licenses = new ArrayList<>();
        for (String part : text("Bundle-License").orElse("").replace("\"", "").split(",", -1)) {
            String name = part.split(";", 2)[0].strip();
            // A name with a comma in it cannot be told from two names, so only what is recognised counts.
            if (name.startsWith("http")) {
                licenses.add(License.of("", Optional.of(name)));
            } else if (name.matches("[\\w.+-]+-[\\w.+-]+")) {
                licenses.add(License.of(name, Optional.empty()));
            }
        }
        return licenses;
    }

    Optional<String> text(String attribute) {
        return Optional.ofNullable(manifest.getValue(attribute))
                .map(String::strip)
                .filter(value -> !value.isEmpty() && !value.contains("${"));
    }
}
