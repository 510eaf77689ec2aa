package dev.davit.build.runtime;

import dev.davit.app.Failure;
import dev.davit.app.Spelling;
import java.io.IOException;
import java.io.InputStream;
import java.lang.module.ModuleDescriptor;
import java.net.URI;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The modules of a JDK. Read when first asked for; safe for use by several threads. */
public final class JdkModules {
    private final Path home;
    private @Nullable SortedMap<String, ModuleDescriptor> descriptors;

    JdkModules(Path home) {
        this.home = home;
    }

    /** The module of each package that modules show to others, with slashes in its name. */
    public Map<String, String> byPackage() throws IOException {
        Map<String, String> modules = new HashMap<>();
        descriptors()
                .values()
                .forEach(module -> module.packages().forEach(name -> {
                    modules.put(name.replace('.', '/'), module.name());
                }));
        return modules;
    }

    /**
     * These modules with all that they require.
     *
     * @throws Failure when the JDK lacks one of them
     */
    public SortedSet<String> closure(Collection<String> roots) throws IOException {
        SortedSet<String> all = new TreeSet<>();
        Deque<String> open = new ArrayDeque<>(roots);
        while (!open.isEmpty()) {
            String name = open.pop();
            if (all.add(name)) {
                find(name).requires().stream()
                        .filter(requires -> !requires.modifiers().contains(ModuleDescriptor.Requires.Modifier.STATIC))
                        .forEach(requires -> open.push(requires.name()));
            }
        }
        return all;
    }

    public boolean has(String name) throws IOException {
        return descriptors().containsKey(name);
    }

    private ModuleDescriptor find(String name) throws IOException {
        ModuleDescriptor descriptor = descriptors().get(name);
        if (descriptor == null) {
            throw Failure.of(Failure.Category.BUILD, "the JDK at " + home + " has no module '" + name + "'")
                    .withFix(Spelling.nearest(name, descriptors().keySet())
                            .map(near -> "did you mean '" + near + "'? Correct 'modules' under 'image: java:'")
                            .orElse("correct 'modules' under 'image: java:'; 'java --list-modules' shows what there"
                                    + " is"));
        }
        return descriptor;
    }

    private synchronized SortedMap<String, ModuleDescriptor> descriptors() throws IOException {
        if (descriptors == null) {
            SortedMap<String, ModuleDescriptor> read = new TreeMap<>();
            try (FileSystem jrt = FileSystems.newFileSystem(URI.create("jrt:/"), Map.of("java.home", home.toString()));
                    DirectoryStream<Path> modules = Files.newDirectoryStream(jrt.getPath("/modules"))) {
                for (Path module : modules) {
                    try (InputStream in = Files.newInputStream(module.resolve("module-info.class"))) {
                        ModuleDescriptor descriptor = ModuleDescriptor.read(in);
                        read.put(descriptor.name(), descriptor);
                    }
                }
            }
            descriptors = read;
        }
        return descriptors;
    }
}
