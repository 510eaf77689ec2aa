package dev.davit.build.sbom;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** The packages of a Debian, or of a system made from it, as {@code dpkg} records them below a root folder. */
final class DebianPackages {
    private final Path root;

    /** @param root {@code /} for this machine */
    DebianPackages(Path root) {
        this.root = root;
    }

    /** A package. */
    record Installed(String name, String version, String architecture) {}

    /** The packages that these files belong to, for those that belong to one. */
    Map<String, Installed> owners(Collection<String> paths) throws IOException {
        Path lists = root.resolve("var/lib/dpkg/info");
        Map<String, Installed> owners = new TreeMap<>();
        if (!Files.isDirectory(lists)) {
            return owners;
        }
        Map<String, String> wanted = new HashMap<>();
        for (String path : paths) {
            // Folders that were moved below /usr are links to there, and packages may still name the old place.
            wanted.put(path, path);
            wanted.put(path.startsWith("/usr/") ? path.substring(4) : "/usr" + path, path);
        }
        Map<String, String> names = new HashMap<>();
        try (DirectoryStream<Path> all = Files.newDirectoryStream(lists, "*.list")) {
            for (Path list : all) {
                for (String line :
                        Files.readString(list, StandardCharsets.UTF_8).split("\n", -1)) {
                    String path = wanted.get(line);
                    if (path != null) {
                        names.put(path, list.getFileName().toString().replaceFirst("\\.list$", ""));
                    }
                }
            }
        }
        Map<String, Installed> packages = installed(new HashSet<>(names.values()));
        names.forEach(
                (path, name) -> Optional.ofNullable(packages.get(name)).ifPresent(found -> owners.put(path, found)));
        return owners;
    }

    /** The package URL of a package, with the distribution that this is. */
    String packageUrl(Installed found) throws IOException {
        Map<String, String> release = new HashMap<>();
        Path file = root.resolve("etc/os-release");
        if (Files.isRegularFile(file)) {
            for (String line : Files.readAllLines(file)) {
                String[] parts = line.split("=", 2);
                release.put(parts[0], parts[parts.length - 1].replace("\"", ""));
            }
        }
        String distribution = release.getOrDefault("ID", "debian");
        Map<String, String> qualifiers = new TreeMap<>(Map.of("arch", found.architecture()));
        if (release.containsKey("VERSION_ID")) {
            qualifiers.put("distro", distribution + "-" + release.get("VERSION_ID"));
        }
        return PackageUrl.of("deb", distribution, found.name(), found.version(), qualifiers);
    }

    /** Packages by the names of their lists: with the architecture where there may be several of one name. */
    private Map<String, Installed> installed(Set<String> lists) throws IOException {
        Map<String, Installed> packages = new HashMap<>();
        for (String paragraph :
                Files.readString(root.resolve("var/lib/dpkg/status")).split("\n\n", -1)) {
            Map<String, String> fields = new HashMap<>();
            for (String line : paragraph.split("\n", -1)) {
                int colon = line.indexOf(": ");
                if (colon > 0 && line.charAt(0) != ' ') {
                    fields.put(line.substring(0, colon), line.substring(colon + 2));
                }
            }
            String name = fields.getOrDefault("Package", "");
            String architecture = fields.getOrDefault("Architecture", "all");
            for (String list : new String[] {name, name + ":" + architecture}) {
                if (lists.contains(list) && fields.containsKey("Version")) {
                    packages.put(list, new Installed(name, fields.get("Version"), architecture));
                }
            }
        }
        return packages;
    }
}
