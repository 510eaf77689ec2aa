package dev.davit.build.maven;

import dev.davit.app.Failure;
import dev.davit.app.Progress;
import dev.davit.build.process.Command;
import dev.davit.build.runtime.Jdk;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** One run of Maven that compiles a project with the modules it depends on and tells their class paths. */
final class MavenRun {
    private static final String CLASS_PATH_GOAL =
            "org.apache.maven.plugins:maven-dependency-plugin:3.11.0:build-classpath";
    private static final String CLASS_PATH = "davit.classpath";

    /**
     * Maven fills these in for each module. Absolute paths follow the markers, so where the file comes to lie tells what
     * is needed about the module, and nothing is left in the project.
     */
    private static final String FOLDER_MARK = "/@folder";

    private static final String CLASSES_MARK = "/@classes";
    private static final String PLACE = "/${project.artifactId}/${project.version}" + FOLDER_MARK + "${project.basedir}"
            + CLASSES_MARK + "${project.build.outputDirectory}/" + CLASS_PATH;

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
    List<MavenModule> compile(Progress.Step step) throws IOException {
        Path answers = Files.createTempDirectory("davit-maven");
        try {
            MavenOutput output = new MavenOutput(root, step::update);
            Command.Result result = new Command(words(answers), root, environment()).run(output::accept);
            if (result.exitCode() == INTERRUPTED) {
                throw Failure.of(Failure.Category.INTERRUPTED, "interrupted while Maven built " + folder);
            }
            if (!result.succeeded()) {
                throw output.failure(folder, result);
            }
            return read(answers);
        } finally {
            delete(answers);
        }
    }

    private List<String> words(Path answers) {
        List<String> words = new ArrayList<>(program());
        words.addAll(List.of("--batch-mode", "-Dstyle.color=never"));
        if (!folder.equals(root)) {
            words.addAll(List.of("--projects", root.relativize(folder).toString(), "--also-make"));
        }
        words.addAll(
                List.of("compile", CLASS_PATH_GOAL, "-DincludeScope=runtime", "-Dmdep.outputFile=" + answers + PLACE));
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

    private static List<MavenModule> read(Path answers) throws IOException {
        List<MavenModule> modules = new ArrayList<>();
        try (Stream<Path> files = Files.walk(answers)) {
            for (Path file : files.filter(path -> path.endsWith(CLASS_PATH)).toList()) {
                modules.add(module(answers, file));
            }
        }
        return modules;
    }

    private static MavenModule module(Path answers, Path file) throws IOException {
        String place = file.resolveSibling(".").normalize().toString();
        int folderMark = place.indexOf(FOLDER_MARK, answers.toString().length());
        int classesMark = place.indexOf(CLASSES_MARK, folderMark);
        Path artifact = answers.relativize(Path.of(place.substring(0, folderMark)));
        List<Path> classPath = Pattern.compile(Pattern.quote(File.pathSeparator))
                .splitAsStream(Files.readString(file).strip())
                .filter(text -> !text.isEmpty())
                .map(Path::of)
                .toList();
        return new MavenModule(
                artifact.getName(0).toString(),
                artifact.getName(1).toString(),
                Path.of(place.substring(folderMark + FOLDER_MARK.length(), classesMark)),
                Path.of(place.substring(classesMark + CLASSES_MARK.length())),
                classPath);
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        }
    }
}
