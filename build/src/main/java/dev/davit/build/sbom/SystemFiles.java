package dev.davit.build.sbom;

import dev.davit.build.runtime.Elf;
import dev.davit.image.Digest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** Makes files of the system into components: by package where this machine has the same file from one. */
final class SystemFiles {
    private final Path root;
    private final DebianPackages packages;

    /** @param root {@code /} for this machine */
    SystemFiles(Path root) {
        this.root = root;
        this.packages = new DebianPackages(root);
    }

    /** The components of these files, by path. */
    List<Map<String, Object>> components(SortedMap<String, Digest> files) throws IOException {
        List<String> same = new ArrayList<>();
        for (var file : files.entrySet()) {
            if (isHere(file.getKey(), file.getValue())) {
                same.add(file.getKey());
            }
        }
        Map<String, DebianPackages.Installed> owners = packages.owners(same);
        Map<DebianPackages.Installed, List<Map<String, Object>>> owned = new LinkedHashMap<>();
        List<Map<String, Object>> components = new ArrayList<>();
        files.forEach((path, content) -> {
            DebianPackages.Installed owner = owners.get(path);
            List<Map<String, Object>> place =
                    owner == null ? components : owned.computeIfAbsent(owner, _ -> new ArrayList<>());
            place.add(Component.file(path, content).json(Optional.of(path)));
        });
        Map<String, Map<String, Object>> byName = new TreeMap<>();
        for (var entry : owned.entrySet()) {
            DebianPackages.Installed found = entry.getKey();
            String url = packages.packageUrl(found);
            byName.put(
                    found.name(),
                    Component.of("library", found.name())
                            .version(found.version())
                            .packageUrl(url)
                            .parts(entry.getValue())
                            .json(Optional.of(url)));
        }
        components.addAll(0, byName.values());
        return components;
    }

    /** Whether this machine has that content there, as it is or without what only debuggers read. */
    private boolean isHere(String path, Digest content) throws IOException {
        Path file = root.resolve(path.substring(1));
        if (!Files.isRegularFile(file) || !Files.isReadable(file)) {
            return false;
        }
        byte[] bytes = Files.readAllBytes(file);
        byte[] stripped = Elf.strip(bytes);
        return content.isOf(stripped) || (stripped.length < bytes.length && content.isOf(bytes));
    }
}
