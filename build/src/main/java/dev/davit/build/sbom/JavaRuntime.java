package dev.davit.build.sbom;

import dev.davit.build.runtime.Elf;
import dev.davit.image.Digest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Makes a Java runtime into a component. */
final class JavaRuntime {
    /** What tells that a runtime was linked from this JDK and no other. */
    static final String MACHINE = "/lib/server/libjvm.so";

    private final Path jdk;

    /** @param jdk the JDK of this machine, which may be the one the runtime was linked from */
    JavaRuntime(Path jdk) {
        this.jdk = jdk;
    }

    /**
     * The component.
     *
     * @param home where it is in the image
     * @param release its file {@code release}
     * @param ofThisJdk whether it was linked from this JDK, whose own release file then tells more
     */
    Map<String, Object> component(String home, String release, boolean ofThisJdk) throws IOException {
        Map<String, String> said = values(release);
        Map<String, String> origin = ofThisJdk ? values(Files.readString(jdk.resolve("release"))) : said;
        String version = origin.getOrDefault(
                "SEMANTIC_VERSION", origin.getOrDefault("JAVA_RUNTIME_VERSION", said.getOrDefault("JAVA_VERSION", "")));
        Component component = Component.of("platform", "OpenJDK")
                .version(version)
                .expression("GPL-2.0-only WITH Classpath-exception-2.0")
                .packageUrl(PackageUrl.of("generic", "", "openjdk", version, Map.of()));
        Optional.ofNullable(origin.get("IMPLEMENTOR")).ifPresent(component::publisher);
        Map<String, String> properties = new HashMap<>();
        Optional.ofNullable(origin.get("IMPLEMENTOR_VERSION"))
                .ifPresent(text -> properties.put("davit:java:distribution", text));
        Optional.ofNullable(said.get("MODULES")).ifPresent(text -> properties.put("davit:java:modules", text));
        return component.properties(new TreeMap<>(properties)).json(Optional.of(home));
    }

    /** Whether a virtual machine with this content is this JDK's. */
    boolean isFrom(Digest machine) throws IOException {
        Optional<byte[]> own = machine();
        return own.isPresent() && machine.isOf(own.get());
    }

    /** Whether the virtual machine in this file is this JDK's. */
    boolean isFrom(Path machine) throws IOException {
        Optional<byte[]> own = machine();
        return own.isPresent() && Files.isRegularFile(machine) && Arrays.equals(own.get(), Files.readAllBytes(machine));
    }

    /** As runtimes have it, without what only debuggers read. */
    private Optional<byte[]> machine() throws IOException {
        Path own = jdk.resolve(MACHINE.substring(1));
        return Files.isRegularFile(own) ? Optional.of(Elf.strip(Files.readAllBytes(own))) : Optional.empty();
    }

    private static Map<String, String> values(String release) {
        Map<String, String> values = new HashMap<>();
        for (String line : release.split("\n", -1)) {
            String[] parts = line.split("=", 2);
            if (parts.length == 2) {
                values.put(parts[0].strip(), parts[1].strip().replace("\"", ""));
            }
        }
        return values;
    }
}
