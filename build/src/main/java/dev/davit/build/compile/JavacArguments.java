package dev.davit.build.compile;

import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Arguments of {@code javac}, of those kinds alone whose effect is known: annotation processors are not among them. */
public final class JavacArguments {
    private static final Set<String> OUTPUTS = Set.of("-d", "-s");
    private static final Set<String> PATHS =
            Set.of("-classpath", "-cp", "--class-path", "-sourcepath", "--source-path");
    private static final Set<String> WITH_VALUE = Set.of(
            "-source",
            "--source",
            "-target",
            "--target",
            "--release",
            "-encoding",
            "--add-modules",
            "--limit-modules",
            "--add-exports",
            "--add-reads",
            "-Xmaxerrs",
            "-Xmaxwarns");
    private static final Pattern ALONE = Pattern.compile("-g(:.*)?|-parameters|-nowarn|-deprecation|-Werror|-verbose"
            + "|-proc:none|-implicit:.*|-Xlint(:.*)?|-Xdoclint.*|-Xpkginfo:.*|--enable-preview|--release=.*"
            + "|--add-exports=.*|--add-reads=.*|--add-modules=.*|-XD.*");

    private JavacArguments() {}

    /** The first argument whose effect is not known. */
    static Optional<String> unknown(List<String> arguments) {
        for (int i = 0; i < arguments.size(); i++) {
            String argument = arguments.get(i);
            if (OUTPUTS.contains(argument) || PATHS.contains(argument) || WITH_VALUE.contains(argument)) {
                i++;
            } else if (!ALONE.matcher(argument).matches()) {
                return Optional.of(argument);
            }
        }
        return Optional.empty();
    }

    /** The class path, as it stands. */
    public static List<Path> classPath(List<String> arguments) {
        for (int i = 0; i + 1 < arguments.size(); i++) {
            if (arguments.get(i).equals("-classpath")
                    || arguments.get(i).equals("-cp")
                    || arguments.get(i).equals("--class-path")) {
                return entries(arguments.get(i + 1)).map(Path::of).toList();
            }
        }
        return List.of();
    }

    /** The same with other folders for the classes and for generated sources, and with other entries in paths. */
    static List<String> with(List<String> arguments, Path classes, Path generated, UnaryOperator<Path> places) {
        List<String> result = new ArrayList<>(arguments);
        int earlier = result.indexOf("-s");
        Path before = earlier < 0 ? generated : Path.of(result.get(earlier + 1));
        for (int i = 0; i + 1 < result.size(); i++) {
            String argument = result.get(i);
            if (argument.equals("-d")) {
                result.set(++i, classes.toString());
            } else if (argument.equals("-s")) {
                result.set(++i, generated.toString());
            } else if (PATHS.contains(argument)) {
                i++;
                result.set(
                        i,
                        entries(result.get(i))
                                .map(Path::of)
                                .map(entry -> (entry.equals(before) ? generated : places.apply(entry)).toString())
                                .collect(Collectors.joining(File.pathSeparator)));
            } else if (WITH_VALUE.contains(argument)) {
                i++;
            }
        }
        return result;
    }

    private static Stream<String> entries(String path) {
        return Pattern.compile(Pattern.quote(File.pathSeparator))
                .splitAsStream(path)
                .filter(entry -> !entry.isEmpty());
    }
}
