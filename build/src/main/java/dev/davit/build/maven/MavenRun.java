package dev.davit.build.maven;

import dev.davit.app.Failure;
import dev.davit.app.Progress;
import dev.davit.build.maven.extension.ProjectFacts;
import dev.davit.build.process.Command;
import dev.davit.build.runtime.Jdk;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** One run of Maven that compiles a project anew, with the modules it depends on, and tells how. */
final class MavenRun {
    /** The jar or folder that this class is in and, beside it, {@link dev.davit.build.maven.extension.ProjectListener}. */
    private static final Path OWN_CODE = ownCode();

    /** What Maven's script ends with after a Ctrl-C, which reaches it as it reaches this process. */
    private static final int INTERRUPTED = 130;

    private final Path root;
    private final Path folder;
    private final Jdk jdk;

    MavenRun(Path root, Path folder, Jdk jdk) {
        this.root = root;
        this.folder = folder;
        this.jdk = jdk;
    }

    /** Runs Maven; its failure is a {@link Failure} with the errors it wrote. */
    List<ProjectFacts> compile(Progress.Step step) throws IOException {
        Path facts = Files.createTempDirectory("davit-maven");
        try {
            MavenOutput output = new MavenOutput(root, step::update);
            Command.Result result = new Command(words(facts), root, environment()).run(output::accept);
            if (result.exitCode() == INTERRUPTED) {
                throw Failure.of(Failure.Category.INTERRUPTED, "interrupted while Maven built " + folder);
            }
            if (!result.succeeded()) {
                throw output.failure(folder, result);
            }
            return read(facts);
        } finally {
            delete(facts);
        }
    }

    private List<String> words(Path facts) {
        List<String> words = new ArrayList<>(program());
        words.addAll(List.of("--batch-mode", "-Dstyle.color=never"));
        if (!folder.equals(root)) {
            words.addAll(List.of("--projects", root.relativize(folder).toString(), "--also-make"));
        }
        words.addAll(List.of(
                "-Dmaven.ext.class.path=" + OWN_CODE,
                "-Ddavit.facts=" + facts,
                "-Ddavit.jdk=" + System.getProperty("java.home"),
                "compile"));
        return words;
    }

    private List<String> program() {
        Path wrapper = root.resolve("mvnw");
        if (Files.isExecutable(wrapper)) {
            return List.of(wrapper.toString());
        }
        if (Files.isRegularFile(wrapper)) {
            return List.of("sh", wrapper.toString());
        }
        return Arrays.stream(
                        Optional.ofNullable(System.getenv("PATH")).orElse("").split(File.pathSeparator))
                .filter(place -> !place.isEmpty())
                .map(place -> Path.of(place).resolve("mvn"))
                .filter(Files::isExecutable)
                .findFirst()
                .map(mvn -> List.of(mvn.toString()))
                .orElseThrow(() -> Failure.of(
                                Failure.Category.BUILD, "Maven is needed to compile " + folder + " and is not on PATH")
                        .withFix("install Maven, or add the Maven wrapper to the project"));
    }

    /** A compiler that runs for seconds does not gain from being optimised itself. */
    private Map<String, String> environment() {
        String options = System.getenv("MAVEN_OPTS");
        return Map.of(
                "JAVA_HOME",
                jdk.home().toString(),
                "MAVEN_OPTS",
                options == null ? "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC" : options);
    }

    private static List<ProjectFacts> read(Path facts) throws IOException {
        List<ProjectFacts> projects = new ArrayList<>();
        Path file = facts.resolve("0");
        while (Files.exists(file)) {
            try (DataInputStream in = new DataInputStream(new BufferedInputStream(Files.newInputStream(file)))) {
                projects.add(ProjectFacts.read(in));
            }
            file = facts.resolve(String.valueOf(projects.size()));
        }
        return projects;
    }

    private static Path ownCode() {
        try {
            return Path.of(MavenRun.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException("a class path entry is a URI", e);
        }
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        }
    }
}
