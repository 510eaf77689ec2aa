package dev.davit.build.compile;

import dev.davit.app.Failure;
import dev.davit.build.fingerprint.Fingerprint;
import dev.davit.build.layer.AtomicFile;
import dev.davit.build.maven.extension.ProjectFacts;
import dev.davit.build.maven.extension.ProjectFacts.Compilation;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * Keeps, in a folder of its own, what Maven's last run came to: how each project was compiled, and the classes. From
 * these it brings the classes up to date with changed sources. Maven's own outputs are neither trusted nor touched, since
 * others write them too, and since Maven would take classes that it did not write for its own. For one thread and
 * process at a time; a file with the state that the classes are of is missing while they are being changed.
 */
public final class Recompiler {
    private static final int FORMAT = 0xda_71_10_01;

    private final Path root;
    private final Path folder;
    private final Path state;
    private final Path plan;

    /**
     * @param root of the source tree
     * @param folder where all is kept; made when needed
     */
    public Recompiler(Path root, Path folder) {
        this.root = root;
        this.folder = folder;
        this.state = folder.resolve("state");
        this.plan = folder.resolve("plan");
    }

    /** Takes over what Maven made of sources that are told by {@link #confirm}. */
    public void takeOver(List<ProjectFacts> projects) throws IOException {
        Files.deleteIfExists(state);
        Outputs.delete(folder);
        List<Unit> units = new ArrayList<>();
        for (ProjectFacts project : projects) {
            Unit unit = Unit.of(project);
            if (unit.obstacle().isPresent()) {
                return;
            }
            units.add(unit);
        }
        for (int i = 0; i < units.size(); i++) {
            Outputs.copy(units.get(i).facts().classes(), classes(i));
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        out.writeInt(FORMAT);
        out.writeInt(units.size());
        for (Unit unit : units) {
            unit.write(out);
        }
        AtomicFile.write(plan, bytes.toByteArray());
    }

    /** The classes are those of these inputs. */
    public void confirm(Fingerprint inputs) throws IOException {
        if (Files.exists(plan)) {
            AtomicFile.write(state, inputs.content().toString().getBytes(StandardCharsets.UTF_8));
        }
    }

    /**
     * Compiles what changed, and all that may depend on it.
     *
     * @return the projects with their kept classes in the place of Maven's; nothing when it takes Maven
     * @throws Failure of category BUILD when the source is at fault
     */
    public Optional<List<Classes>> recompile(Fingerprint last, Fingerprint now) throws IOException {
        Optional<List<Unit>> known = read(last);
        if (known.isEmpty()) {
            return Optional.empty();
        }
        List<Unit> units = known.get();
        Optional<Edits> edits = Edits.of(now.filesChangedSince(last), units);
        return edits.isPresent() && apply(edits.get(), units) ? Optional.of(kept(units)) : Optional.empty();
    }

    /** Where the classes of a project are kept. */
    public record Classes(ProjectFacts project, Path kept) {}

    private boolean apply(Edits edits, List<Unit> units) throws IOException {
        Map<Path, Path> places = new HashMap<>();
        for (int i = 0; i < units.size(); i++) {
            places.put(units.get(i).facts().classes(), classes(i));
        }
        Map<Integer, Path> fresh = new LinkedHashMap<>();
        try {
            for (int i = 0; i < units.size(); i++) {
                Unit unit = units.get(i);
                boolean concerned = edits.compile().contains(unit)
                        || fresh.keySet().stream().anyMatch(other -> unit.uses(units.get(other)));
                if (concerned) {
                    Path output = folder.resolve("fresh").resolve(String.valueOf(i));
                    fresh.put(i, output);
                    places.put(unit.facts().classes(), output);
                    if (!compile(unit, output, path -> places.getOrDefault(path, path))) {
                        return false;
                    }
                }
            }
            Files.deleteIfExists(state);
            for (Map.Entry<Integer, Path> output : fresh.entrySet()) {
                Outputs.replaceClasses(classes(output.getKey()), output.getValue());
            }
            for (int i = 0; i < units.size(); i++) {
                for (Map.Entry<Path, Path> resource : units.get(i).copies().entrySet()) {
                    if (edits.copy().contains(resource.getKey())) {
                        Files.copy(
                                resource.getKey(),
                                classes(i).resolve(resource.getValue().toString()),
                                StandardCopyOption.REPLACE_EXISTING);
                    }
                }
            }
            return true;
        } finally {
            Outputs.delete(folder.resolve("fresh"));
        }
    }

    private boolean compile(Unit unit, Path output, UnaryOperator<Path> places) throws IOException {
        Optional<Compilation> compilation = unit.facts().compilation();
        List<Path> sources = unit.sources();
        if (compilation.isEmpty() || sources.isEmpty()) {
            return false;
        }
        Files.createDirectories(output);
        Path generated = Files.createDirectories(output.resolveSibling(output.getFileName() + ".generated"));
        return new Javac(root)
                .compile(
                        sources,
                        JavacArguments.with(compilation.get().arguments(), output, generated, places),
                        Charset.forName(compilation.get().encoding().orElseThrow()),
                        unit.facts().folder());
    }

    private List<Classes> kept(List<Unit> units) {
        List<Classes> kept = new ArrayList<>();
        for (int i = 0; i < units.size(); i++) {
            kept.add(new Classes(units.get(i).facts(), classes(i)));
        }
        return kept;
    }

    private Path classes(int unit) {
        return folder.resolve("classes").resolve(String.valueOf(unit));
    }

    private Optional<List<Unit>> read(Fingerprint inputs) throws IOException {
        try (DataInputStream in = new DataInputStream(new BufferedInputStream(Files.newInputStream(plan), 1 << 16))) {
            if (!Files.readString(state).equals(inputs.content().toString()) || in.readInt() != FORMAT) {
                return Optional.empty();
            }
            List<Unit> units = new ArrayList<>();
            for (int left = in.readInt(); left > 0; left--) {
                units.add(Unit.read(in));
            }
            return Optional.of(units);
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException | IllegalArgumentException e) {
            // What cannot be read costs one run of Maven.
            return Optional.empty();
        }
    }
}
