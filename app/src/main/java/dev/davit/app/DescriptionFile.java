package dev.davit.app;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/** A description as parsed YAML (1.2, one document), and the problems found in it so far. */
final class DescriptionFile {
    private static final long MAX_BYTES = 1 << 20;

    /** One thing wrong at one place; lines and columns count from 1. */
    record Problem(int line, int column, String message) {}

    private final Path path;
    private final List<Problem> problems = new ArrayList<>();
    private MappingNode root;

    private DescriptionFile(Path path, MappingNode root) {
        this.path = path;
        this.root = root;
        findRepeatedKeys(root);
    }

    private void findRepeatedKeys(MappingNode mapping) {
        Set<String> seen = new HashSet<>();
        for (NodeTuple tuple : mapping.getValue()) {
            String key = Section.keyOf(tuple);
            if (!seen.add(key)) {
                problems.add(Section.problemAt(tuple.getKeyNode(), "the key '" + key + "' stands here a second time"));
            }
            if (tuple.getValueNode() instanceof MappingNode below) {
                findRepeatedKeys(below);
            }
        }
    }

    static DescriptionFile load(Path path) {
        LoadSettings settings = LoadSettings.builder().setLabel(path.toString()).build();
        try (InputStream in = open(path)) {
            Optional<Node> node = new Compose(settings).composeInputStream(in);
            return switch (node.orElse(null)) {
                case null -> new DescriptionFile(path, Section.emptyMapping());
                case MappingNode mapping -> new DescriptionFile(path, mapping);
                case Node other ->
                    throw wrong(
                            path, List.of(Section.problemAt(other, "expected keys and values, such as 'name: hello'")));
            };
        } catch (MarkedYamlEngineException e) {
            throw wrong(
                    path,
                    List.of(e.getProblemMark()
                            .map(mark -> new Problem(mark.getLine() + 1, mark.getColumn() + 1, e.getProblem()))
                            .orElseGet(() -> new Problem(1, 1, e.getProblem()))));
        } catch (YamlEngineException e) {
            throw wrong(path, List.of(new Problem(1, 1, String.valueOf(e.getMessage()))));
        } catch (NoSuchFileException e) {
            throw Failure.of(Failure.Category.USAGE, "there is no app description " + path)
                    .withFix("give the path of one with -f, or leave -f out to use the defaults")
                    .causedBy(e);
        } catch (IOException e) {
            throw Failure.of(Failure.Category.USAGE, "cannot read the app description " + path + ": " + e)
                    .causedBy(e);
        }
    }

    private static InputStream open(Path path) throws IOException {
        if (Files.isRegularFile(path) && Files.size(path) > MAX_BYTES) {
            throw new IOException("it is larger than " + MAX_BYTES + " bytes");
        }
        return Files.newInputStream(path);
    }

    Section root() {
        return new Section("", root, problems);
    }

    /** Lays the keys of one of the {@code environments} over those of the rest, mapping by mapping. */
    void overlayEnvironment(String name) {
        MappingNode environments = Section.find(root, "environments")
                .filter(MappingNode.class::isInstance)
                .map(MappingNode.class::cast)
                .orElseGet(Section::emptyMapping);
        Node environment = Section.find(environments, name).orElse(null);
        switch (environment) {
            case MappingNode mapping -> root = merge(root, mapping);
            case ScalarNode scalar when scalar.getTag().equals(Tag.NULL) -> {}
            case null, default -> {
                List<String> known = Section.keys(environments);
                throw Failure.of(Failure.Category.USAGE, path + " describes no environment '" + name + "'")
                        .withFix(
                                known.isEmpty()
                                        ? "describe it under 'environments:'"
                                        : "choose one of: " + String.join(", ", known));
            }
        }
    }

    private static MappingNode merge(MappingNode base, MappingNode overlay) {
        List<NodeTuple> merged = new ArrayList<>(base.getValue());
        for (NodeTuple tuple : overlay.getValue()) {
            String key = Section.keyOf(tuple);
            NodeTuple laid = tuple;
            for (NodeTuple present : base.getValue()) {
                if (Section.keyOf(present).equals(key)) {
                    merged.remove(present);
                    if (present.getValueNode() instanceof MappingNode under
                            && tuple.getValueNode() instanceof MappingNode over) {
                        laid = new NodeTuple(present.getKeyNode(), merge(under, over));
                    }
                }
            }
            merged.add(laid);
        }
        return new MappingNode(
                base.getTag(), true, merged, base.getFlowStyle(), base.getStartMark(), base.getEndMark());
    }

    void reportProblems() {
        if (!problems.isEmpty()) {
            throw wrong(path, problems);
        }
    }

    private static Failure wrong(Path path, List<Problem> problems) {
        List<String> lines = problems.stream()
                .sorted(Comparator.comparingInt(Problem::line).thenComparingInt(Problem::column))
                .map(problem -> path + ":" + problem.line() + ":" + problem.column() + ": " + problem.message())
                .toList();
        String count = problems.size() == 1 ? "a problem" : problems.size() + " problems";
        return Failure.of(Failure.Category.USAGE, "the app description has " + count)
                .withDetails(lines)
                .withFix("correct the lines named above; docs/davit-yaml.md lists every key");
    }
}
