package dev.davit.build.java;

import dev.davit.build.runtime.Elf;
import dev.davit.build.runtime.Jdk;
import java.io.IOException;
import java.lang.classfile.Attributes;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.attribute.ModuleRequireInfo;
import java.lang.classfile.constantpool.ClassEntry;
import java.lang.classfile.constantpool.FieldRefEntry;
import java.lang.classfile.constantpool.MemberRefEntry;
import java.lang.classfile.constantpool.MethodTypeEntry;
import java.lang.classfile.constantpool.NameAndTypeEntry;
import java.lang.classfile.constantpool.PoolEntry;
import java.lang.reflect.AccessFlag;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Reads what classes need: every JDK package that is named in a class file, as {@code jdeps} counts them, and the
 * shared libraries of native code for the JDK's platform. A JDK module that the classes' own module descriptor requires
 * as {@code static} is one that they can do without.
 */
final class NeedsScan {
    /** A package of the module {@code jdk.localedata}. */
    private static final String LOCALE_DATA = "sun/util/resources/provider";

    private static final Set<String> LOCALE_FACTORIES = Set.of("<init>", "of", "forLanguageTag");
    private static final Set<String> BUILT_IN_LOCALES = Set.of("ROOT", "ENGLISH", "US");

    private final Jdk jdk;
    private final boolean own;
    private final Map<String, String> modulesByPackage;
    private final Set<String> packages = new HashSet<>();
    private final Set<String> optional = new HashSet<>();
    private final SortedSet<String> libraries = new TreeSet<>();

    private NeedsScan(Jdk jdk, boolean own) throws IOException {
        this.jdk = jdk;
        this.own = own;
        this.modulesByPackage = jdk.modules().byPackage();
    }

    /** What a library needs. */
    static Needs ofLibrary(Path jar, Jdk jdk) throws IOException {
        return scan(new NeedsScan(jdk, false), jar);
    }

    /**
     * What the application's own classes need. Those that name a locale other than the built-in ones need the data of
     * all locales, which are too large to be there for everyone.
     */
    static Needs ofApplication(Path classes, Jdk jdk) throws IOException {
        return scan(new NeedsScan(jdk, true), classes);
    }

    private static Needs scan(NeedsScan scan, Path classes) throws IOException {
        try (ClassTree tree = new ClassTree(classes)) {
            for (var file : tree.files().entrySet()) {
                scan.read(file.getKey(), file.getValue());
            }
        }
        return scan.result();
    }

    private Needs result() {
        SortedSet<String> modules = new TreeSet<>();
        packages.forEach(name -> {
            String module = modulesByPackage.get(name);
            if (module != null && !optional.contains(module)) {
                modules.add(module);
            }
        });
        return new Needs(modules, libraries);
    }

    private void read(String name, Path file) throws IOException {
        if (name.endsWith(".class")) {
            try {
                readClass(ClassFile.of().parse(Files.readAllBytes(file)));
            } catch (IllegalArgumentException e) {
                // A class file of another Java version, which this one would not load either.
            }
        } else if (name.endsWith(".so") || name.contains(".so.")) {
            Elf.parse(Files.readAllBytes(file))
                    .filter(elf -> elf.machine() == jdk.machine())
                    .ifPresent(elf -> libraries.addAll(elf.needed()));
        }
    }

    private void readClass(ClassModel model) {
        model.findAttribute(Attributes.module())
                .ifPresent(module -> module.requires().stream()
                        .filter(NeedsScan::isStatic)
                        .forEach(requires ->
                                optional.add(requires.requires().name().stringValue())));
        for (PoolEntry entry : model.constantPool()) {
            switch (entry) {
                case ClassEntry type -> addType(type.asInternalName());
                case NameAndTypeEntry member -> addDescriptor(member.type().stringValue());
                case MemberRefEntry member when own && namesLocale(member) -> packages.add(LOCALE_DATA);
                case MethodTypeEntry type -> addDescriptor(type.descriptor().stringValue());
                default -> {}
            }
        }
        model.fields().forEach(field -> addDescriptor(field.fieldType().stringValue()));
        model.methods().forEach(method -> addDescriptor(method.methodType().stringValue()));
    }

    private static boolean namesLocale(MemberRefEntry member) {
        String name = member.name().stringValue();
        boolean other =
                member instanceof FieldRefEntry ? !BUILT_IN_LOCALES.contains(name) : LOCALE_FACTORIES.contains(name);
        return other && member.owner().asInternalName().equals("java/util/Locale");
    }

    private static boolean isStatic(ModuleRequireInfo requires) {
        return requires.has(AccessFlag.STATIC_PHASE);
    }

    private void addType(String internalName) {
        if (internalName.startsWith("[")) {
            addDescriptor(internalName);
        } else {
            int slash = internalName.lastIndexOf('/');
            if (slash > 0) {
                packages.add(internalName.substring(0, slash));
            }
        }
    }

    private void addDescriptor(String descriptor) {
        for (int start = descriptor.indexOf('L'); start >= 0; start = descriptor.indexOf('L', start)) {
            int end = descriptor.indexOf(';', start);
            if (end < 0) {
                return;
            }
            addType(descriptor.substring(start + 1, end));
            start = end;
        }
    }
}
