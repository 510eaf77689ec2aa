package dev.davit.build.maven.extension;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What Maven did for one project up to the phase {@code compile}.
 *
 * @param classPath what the project needs to run besides its own classes; of other projects of the run the class folder
 * @param compilation how the classes came about, as far as the compiler plugin ran the JDK's compiler
 * @param obstacle why the project cannot be compiled again without Maven, if it cannot
 */
public record ProjectFacts(
        Coordinates coordinates,
        Path folder,
        Path classes,
        List<Path> classPath,
        Optional<Compilation> compilation,
        Sources sources,
        Optional<String> obstacle) {
    private static final int LONGEST_TEXT = 1 << 24;

    public ProjectFacts {
        classPath = List.copyOf(classPath);
    }

    /** What the project is called. */
    public record Coordinates(String artifactId, String version) {}

    /**
     * One call of the compiler.
     *
     * @param arguments those of {@code javac}, without source files
     * @param encoding of the source files, where it is said
     * @param files the source files
     */
    public record Compilation(List<String> arguments, Optional<String> encoding, List<Path> files) {
        public Compilation {
            arguments = List.copyOf(arguments);
            files = List.copyOf(files);
        }
    }

    /**
     * Where a project's files lie.
     *
     * @param roots folders of source files
     * @param tests folders of source files and resources that only tests use
     */
    public record Sources(List<Path> roots, List<ResourceFolder> resources, List<Path> tests) {
        public Sources {
            roots = List.copyOf(roots);
            resources = List.copyOf(resources);
            tests = List.copyOf(tests);
        }
    }

    /**
     * A folder whose files are copied to the classes.
     *
     * @param target the folder of the classes that they are copied to
     * @param filtered whether the content is changed on the way
     * @param includes patterns in the manner of Ant for the files that are copied; all when there is none
     */
    public record ResourceFolder(Path folder, Path target, boolean filtered, List<String> includes) {
        public ResourceFolder {
            includes = List.copyOf(includes);
        }
    }

    public void write(DataOutput out) throws IOException {
        writeText(coordinates.artifactId(), out);
        writeText(coordinates.version(), out);
        writeText(folder.toString(), out);
        writeText(classes.toString(), out);
        writePaths(classPath, out);
        out.writeBoolean(compilation.isPresent());
        if (compilation.isPresent()) {
            writeTexts(compilation.get().arguments(), out);
            writeText(compilation.get().encoding().orElse(""), out);
            writePaths(compilation.get().files(), out);
        }
        writePaths(sources.roots(), out);
        out.writeInt(sources.resources().size());
        for (ResourceFolder resources : sources.resources()) {
            writeText(resources.folder().toString(), out);
            writeText(resources.target().toString(), out);
            out.writeBoolean(resources.filtered());
            writeTexts(resources.includes(), out);
        }
        writePaths(sources.tests(), out);
        writeText(obstacle.orElse(""), out);
    }

    public static ProjectFacts read(DataInput in) throws IOException {
        Coordinates coordinates = new Coordinates(readText(in), readText(in));
        Path folder = Path.of(readText(in));
        Path classes = Path.of(readText(in));
        List<Path> classPath = readPaths(in);
        Optional<Compilation> compilation = in.readBoolean()
                ? Optional.of(new Compilation(readTexts(in), given(readText(in)), readPaths(in)))
                : Optional.empty();
        List<Path> roots = readPaths(in);
        List<ResourceFolder> resources = new ArrayList<>();
        for (int left = in.readInt(); left > 0; left--) {
            resources.add(
                    new ResourceFolder(Path.of(readText(in)), Path.of(readText(in)), in.readBoolean(), readTexts(in)));
        }
        Sources sources = new Sources(roots, resources, readPaths(in));
        return new ProjectFacts(coordinates, folder, classes, classPath, compilation, sources, given(readText(in)));
    }

    private static Optional<String> given(String text) {
        return text.isEmpty() ? Optional.empty() : Optional.of(text);
    }

    private static void writePaths(List<Path> paths, DataOutput out) throws IOException {
        writeTexts(paths.stream().map(Path::toString).toList(), out);
    }

    private static List<Path> readPaths(DataInput in) throws IOException {
        return readTexts(in).stream().map(Path::of).toList();
    }

    private static void writeTexts(List<String> texts, DataOutput out) throws IOException {
        out.writeInt(texts.size());
        for (String text : texts) {
            writeText(text, out);
        }
    }

    private static List<String> readTexts(DataInput in) throws IOException {
        List<String> texts = new ArrayList<>();
        for (int left = in.readInt(); left > 0; left--) {
            texts.add(readText(in));
        }
        return texts;
    }

    private static void writeText(String text, DataOutput out) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    private static String readText(DataInput in) throws IOException {
        int length = in.readInt();
        if (length < 0 || length > LONGEST_TEXT) {
            throw new IOException("a text of " + length + " bytes");
        }
        byte[] bytes = new byte[length];
        in.readFully(bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
