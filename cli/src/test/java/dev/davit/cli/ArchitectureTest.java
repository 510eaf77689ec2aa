package dev.davit.cli;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The arrows of docs/architecture.md: which module may use which, and which library stays inside which module. */
class ArchitectureTest {
    private static final JavaClasses DAVIT = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("dev.davit");

    /** A module, the modules that it may use, and the packages of the libraries that it may use. */
    record Module(String name, List<String> modules, List<String> libraries) {
        String[] allowedPackages() {
            List<String> allowed =
                    new ArrayList<>(List.of("java..", "javax..", "org.w3c.dom..", "org.xml.sax..", "org.jspecify.."));
            Stream.concat(Stream.of(name), modules.stream())
                    .forEach(module -> allowed.add("dev.davit." + module + ".."));
            allowed.addAll(libraries);
            return allowed.toArray(String[]::new);
        }

        @Override
        public String toString() {
            return name;
        }
    }

    static List<Module> modules() {
        return List.of(
                new Module(
                        "image",
                        List.of(),
                        List.of("tools.jackson..", "org.apache.commons.compress..", "com.github.luben.zstd..")),
                new Module("app", List.of("image"), List.of("tools.jackson..", "org.snakeyaml..")),
                new Module("build", List.of("app", "image"), List.of("org.apache.maven..", "org.eclipse.aether..")),
                new Module("balancer", List.of(), List.of("io.netty..", "org.slf4j..")),
                new Module(
                        "local",
                        List.of("app", "image", "balancer"),
                        List.of(
                                "tools.jackson..",
                                "io.helidon..",
                                "org.jdbi..",
                                "org.sqlite..",
                                "com.github.dockerjava..",
                                "org.slf4j..")),
                new Module(
                        "cli",
                        List.of("image", "app", "build", "local"),
                        List.of("picocli..", "tools.jackson..", "org.slf4j..", "com.sun.net.httpserver..")));
    }

    @ParameterizedTest
    @MethodSource("modules")
    void aModuleUsesOnlyWhatItMay(Module module) {
        String[] allowed = module.allowedPackages();
        noClasses()
                .that(resideInAnyPackage("dev.davit." + module.name() + ".."))
                .should()
                .dependOnClassesThat(resideOutsideOfPackages(allowed))
                .check(DAVIT);
    }

    @Test
    void packagesHaveNoCycles() {
        slices().matching("dev.davit.(**)").should().beFreeOfCycles().check(DAVIT);
    }

    @Test
    void everyModuleIsLookedAt() {
        assertThat(modules())
                .allSatisfy(module -> assertThat(DAVIT.stream()
                                .anyMatch(type -> type.getPackageName().startsWith("dev.davit." + module.name())))
                        .isTrue());
    }

    @Test
    void packagesAreNotNamedAfterNothing() {
        noClasses()
                .should()
                .resideInAnyPackage(
                        Stream.of("util", "utils", "common", "model", "exception", "helper", "manager", "impl")
                                .map(word -> ".." + word + "..")
                                .toArray(String[]::new))
                .check(DAVIT);
    }

    @Test
    void everyPackageIsNullMarked() {
        List<String> unmarked = DAVIT.stream()
                .map(JavaClass::getPackage)
                .distinct()
                .filter(folder -> !folder.getClasses().isEmpty())
                .filter(folder -> !folder.isAnnotatedWith(org.jspecify.annotations.NullMarked.class))
                .map(folder -> folder.getName())
                .toList();
        assertThat(unmarked).isEmpty();
    }
}
