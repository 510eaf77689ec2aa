package dev.davit.bench.images;

import dev.davit.bench.measure.Machine;
import dev.davit.bench.process.CleanUp;
import dev.davit.bench.process.Program;
import dev.davit.bench.process.ProgramException;
import dev.davit.bench.sample.BaseImages;
import dev.davit.bench.sample.Registry;
import dev.davit.bench.tool.DockerBuild;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What all parts of the benchmark work with.
 *
 * @param root the source tree of Davit
 * @param work where everything lies that the benchmark makes
 * @param registry holds the two base images and, after its reset, nothing else
 * @param plain the root of the base image with the C library alone
 * @param debian the root of the base image with a small Debian
 */
record Setting(Path root, Path work, Registry registry, Path plain, Path debian, Machine machine, CleanUp cleanUp) {
    /** Which program is from which of Debian's packages. */
    private static final Map<String, String> PROGRAMS = Map.of(
            "mvn", "maven",
            "docker", "docker.io",
            "docker-registry", "docker-registry",
            "git", "git",
            "pigz", "pigz",
            "zstd", "zstd",
            "gzip", "gzip");

    static Setting prepare(CleanUp cleanUp) throws IOException {
        Path root =
                Path.of(System.getProperty("davit.root", ".")).toAbsolutePath().normalize();
        Path work = root.resolve("target/bench");
        Files.createDirectories(work);
        requirePrograms(work);
        Machine machine = Machine.now(versions(work));
        say("a registry, and base images of this machine's own files");
        Registry registry = Registry.start(work.resolve("registry"), cleanUp);
        BaseImages images = new BaseImages(Path.of(System.getProperty("java.home")), work);
        Path plain = images.plain();
        Path debian = images.onDebian(plain);
        Setting setting = new Setting(root, work, registry, plain, debian, machine, cleanUp);
        setting.publish(images, plain, setting.base());
        setting.publish(images, debian, setting.stock());
        registry.seed();
        return setting;
    }

    /** The image that all applications are built on that are built on one: a Java runtime and the C library. */
    String base() {
        return registry.address() + "/bench/base:1";
    }

    /** What stands for a stock JRE image: the same runtime on a small Debian. */
    String stock() {
        return registry.address() + "/bench/stock:1";
    }

    Path davit() {
        return root.resolve("davit");
    }

    static void say(String what) {
        System.err.println("bench: " + what);
    }

    private void publish(BaseImages images, Path tree, String name) throws IOException {
        cleanUp.add(() -> DockerBuild.remove(work, name));
        images.load(tree, name);
        Program.of(work, "docker", "push", "-q", name).run();
    }

    private static void requirePrograms(Path work) throws IOException {
        List<String> missing = new ArrayList<>();
        for (var program : PROGRAMS.entrySet()) {
            try {
                Program.of(work, "sh", "-c", "command -v " + program.getKey()).run();
            } catch (ProgramException e) {
                missing.add(program.getKey() + " (Debian: apt-get install " + program.getValue() + ")");
            }
        }
        if (!missing.isEmpty()) {
            throw new ProgramException("not installed here: " + String.join(", ", missing));
        }
        try {
            Program.of(work, "docker", "info").run();
        } catch (ProgramException e) {
            throw new ProgramException(
                    "the Docker daemon does not answer; start it (as root: dockerd)\n" + e.getMessage());
        }
    }

    private static Map<String, String> versions(Path work) throws IOException {
        Map<String, String> versions = new LinkedHashMap<>();
        versions.put("Java", Runtime.version().toString());
        Map<String, String> scripts = new LinkedHashMap<>();
        scripts.put("Maven", "mvn -version | grep -o 'Maven [0-9.]*' | cut -d' ' -f2");
        scripts.put("Docker client", "docker version -f '{{.Client.Version}}'");
        scripts.put("Docker daemon", "docker version -f '{{.Server.Version}}'");
        scripts.put("BuildKit", "docker buildx version 2>/dev/null | cut -d' ' -f2 | grep . || echo none");
        scripts.put("docker-registry", "docker-registry --version | cut -d' ' -f3");
        scripts.put("gzip", "gzip --version | head -1 | cut -d' ' -f2");
        scripts.put("pigz", "pigz --version 2>&1 | cut -d' ' -f2");
        scripts.put("zstd", "zstd --version | grep -o 'v[0-9.]*'");
        for (var script : scripts.entrySet()) {
            versions.put(
                    script.getKey(),
                    Program.of(work, "bash", "-c", script.getValue())
                            .run()
                            .output()
                            .trim());
        }
        return versions;
    }
}
