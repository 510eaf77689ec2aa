package dev.davit.cli.training;

import java.io.IOException;
import java.lang.classfile.ClassElement;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassFileVersion;
import java.lang.classfile.ClassModel;
import java.lang.classfile.MethodModel;
import java.lang.classfile.MethodTransform;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;

/**
 * Brings the class files of picocli up to date, in its jar. Theirs is a version that the JVM neither links ahead of time
 * nor verifies quickly, and at every start they look for Groovy, for which every jar of the class path is opened.
 */
public final class PicocliJar {
    private static final String GROOVY_SEARCH = "loadClosureClass";

    private PicocliJar() {}

    /** Takes the jar's path. */
    public static void main(String[] args) throws IOException {
        Path jar = Path.of(args[0]);
        Path passing = jar.resolveSibling(jar.getFileName() + ".part");
        try (JarFile old = new JarFile(jar.toFile());
                JarOutputStream out = new JarOutputStream(Files.newOutputStream(passing))) {
            List<JarEntry> entries = new ArrayList<>(old.stream().toList());
            for (JarEntry entry : entries) {
                byte[] content = old.getInputStream(entry).readAllBytes();
                out.putNextEntry(new JarEntry(entry.getName()));
                out.write(isClass(entry) ? brought(content) : content);
                out.closeEntry();
            }
        }
        Files.move(passing, jar, StandardCopyOption.REPLACE_EXISTING);
    }

    private static boolean isClass(JarEntry entry) {
        return entry.getName().endsWith(".class") && !entry.getName().startsWith("META-INF/");
    }

    private static byte[] brought(byte[] content) {
        ClassFile format = ClassFile.of(ClassFile.StackMapsOption.GENERATE_STACK_MAPS);
        ClassModel model = format.parse(content);
        return format.build(model.thisClass().asSymbol(), type -> {
            type.withVersion(ClassFile.JAVA_17_VERSION, 0);
            for (ClassElement element : model) {
                switch (element) {
                    case ClassFileVersion _ -> {}
                    case MethodModel method
                    when method.methodName().equalsString(GROOVY_SEARCH) ->
                        type.withMethodBody(
                                method.methodName(),
                                method.methodType(),
                                method.flags().flagsMask(),
                                code -> code.aconst_null().areturn());
                    // The body is written anew, which gives it the stack maps that newer versions require.
                    case MethodModel method ->
                        type.transformMethod(method, MethodTransform.transformingCode((code, part) -> code.with(part)));
                    default -> type.with(element);
                }
            }
        });
    }
}
