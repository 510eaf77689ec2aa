package dev.davit.build.java;

import dev.davit.app.Failure;
import dev.davit.build.java.CompiledApplication.Part;
import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.MethodModel;
import java.lang.reflect.AccessFlag;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Finds the class that starts an application. */
final class MainClass {
    private static final Set<String> MAIN_DESCRIPTORS = Set.of("([Ljava/lang/String;)V", "()V");
    private static final String SPRING_BOOT_APPLICATION =
            "Lorg/springframework/boot/autoconfigure/SpringBootApplication;";
    /** The class file version of Java 25, from which on JEP 512 holds. */
    private static final int JAVA_25 = 69;

    private record Candidate(String name, boolean springBoot) {}

    private MainClass() {}

    /**
     * The one class with a {@code main} method in the first part that has any; of several the Spring Boot application.
     *
     * @throws Failure when there is none, or more than one
     */
    static String find(List<Part> parts) throws IOException {
        for (Part part : parts) {
            List<Candidate> found = candidates(part.classes());
            Optional<String> one = choose(found);
            if (one.isPresent()) {
                return one.get();
            }
            if (!found.isEmpty()) {
                throw Failure.of(
                                Failure.Category.BUILD,
                                "several classes of " + part.name() + " have a main method, and which one starts the"
                                        + " application is not said")
                        .withDetails(found.stream().map(Candidate::name).toList())
                        .withFix("say which one in davit.yaml, such as 'image: {java: {main: "
                                + found.getFirst().name() + "}}'");
            }
        }
        throw Failure.of(
                        Failure.Category.BUILD,
                        "no class of " + parts.getFirst().name() + " has a main method")
                .withFix("add 'public static void main(String[] args)' to the class that starts the application, or"
                        + " name a library's class in davit.yaml with 'image: {java: {main: ...}}'");
    }

    /**
     * The class that was named, which has to be on the class path.
     *
     * @throws Failure when it is not
     */
    static String require(String name, CompiledApplication app) throws IOException {
        String file = name.replace('.', '/') + ".class";
        List<Path> classPath =
                new ArrayList<>(app.parts().stream().map(Part::classes).toList());
        classPath.addAll(app.libraries());
        for (Path entry : classPath) {
            try (ClassTree tree = new ClassTree(entry)) {
                if (tree.files().containsKey(file)) {
                    return name;
                }
            }
        }
        throw Failure.of(
                        Failure.Category.BUILD,
                        "the main class " + name + " is neither in "
                                + app.parts().getFirst().name() + " nor in a library of it")
                .withFix("correct the Main-Class of the jar's manifest, or name the class in davit.yaml with"
                        + " 'image: {java: {main: ...}}'");
    }

    private static Optional<String> choose(List<Candidate> found) {
        List<Candidate> preferred =
                found.size() > 1 ? found.stream().filter(Candidate::springBoot).toList() : found;
        return preferred.size() == 1 ? Optional.of(preferred.getFirst().name()) : Optional.empty();
    }

    private static List<Candidate> candidates(Path classes) throws IOException {
        List<Candidate> found = new ArrayList<>();
        try (ClassTree tree = new ClassTree(classes)) {
            for (var file : tree.files().entrySet()) {
                if (file.getKey().endsWith(".class") && !file.getKey().startsWith("META-INF/")) {
                    candidate(Files.readAllBytes(file.getValue())).ifPresent(found::add);
                }
            }
        }
        return found;
    }

    private static Optional<Candidate> candidate(byte[] bytes) {
        try {
            ClassModel model = ClassFile.of().parse(bytes);
            if (model.methods().stream().noneMatch(method -> isMain(model, method))) {
                return Optional.empty();
            }
            String name = model.thisClass().asInternalName().replace('/', '.');
            return Optional.of(new Candidate(name, isSpringBootApplication(model)));
        } catch (IllegalArgumentException e) {
            // Not a class file of this Java version: the virtual machine could not start it either.
            return Optional.empty();
        }
    }

    private static boolean isMain(ClassModel model, MethodModel method) {
        if (!method.methodName().equalsString("main")
                || !MAIN_DESCRIPTORS.contains(method.methodType().stringValue())) {
            return false;
        }
        boolean isStatic = method.flags().has(AccessFlag.STATIC);
        if (model.majorVersion() < JAVA_25) {
            return isStatic
                    && method.flags().has(AccessFlag.PUBLIC)
                    && !method.methodType().equalsString("()V");
        }
        return !method.flags().has(AccessFlag.PRIVATE) && (isStatic || canBeMade(model));
    }

    private static boolean canBeMade(ClassModel model) {
        return !model.flags().has(AccessFlag.ABSTRACT)
                && model.methods().stream()
                        .anyMatch(method -> method.methodName().equalsString("<init>")
                                && method.methodType().equalsString("()V")
                                && !method.flags().has(AccessFlag.PRIVATE));
    }

    private static boolean isSpringBootApplication(ClassModel model) {
        return model.findAttribute(java.lang.classfile.Attributes.runtimeVisibleAnnotations())
                .map(attribute -> attribute.annotations().stream()
                        .anyMatch(annotation -> annotation.className().equalsString(SPRING_BOOT_APPLICATION)))
                .orElse(false);
    }
}
