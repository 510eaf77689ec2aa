package dev.davit.bench;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** What docs/architecture.md says of this module: it may use the others, and these libraries; nobody uses it. */
class ArchitectureTest {
    private static final JavaClasses BENCH = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("dev.davit.bench");

    @Test
    void theModuleUsesOnlyWhatItMay() {
        noClasses()
                .should()
                .dependOnClassesThat(resideOutsideOfPackages(
                        "java..", "dev.davit..", "org.jspecify..", "picocli..", "tools.jackson.."))
                .check(BENCH);
    }

    @Test
    void packagesHaveNoCycles() {
        slices().matching("dev.davit.(**)").should().beFreeOfCycles().check(BENCH);
    }
}
