package dev.davit.build.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.davit.app.Failure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JdkTest {
    private static final Jdk JDK = Jdk.at(Path.of(System.getProperty("java.home")));

    @Test
    void modulesComeWithWhatTheyRequire() throws IOException {
        assertThat(JDK.modules().closure(List.of("java.sql")))
                .contains("java.base", "java.logging", "java.sql", "java.transaction.xa", "java.xml");
    }

    @Test
    void unknownModuleIsAnsweredWithTheNearestName() {
        assertThatThrownBy(() -> JDK.modules().closure(List.of("java.net.htp")))
                .asInstanceOf(InstanceOfAssertFactories.type(Failure.class))
                .satisfies(failure -> assertThat(failure.fix())
                        .hasValueSatisfying(fix -> assertThat(fix).contains("did you mean 'java.net.http'")));
    }

    @Test
    void folderWithoutJdkIsRefusedWithTheFix(@TempDir Path folder) {
        assertThatThrownBy(() -> Jdk.at(folder))
                .asInstanceOf(InstanceOfAssertFactories.type(Failure.class))
                .satisfies(failure -> assertThat(failure.fix())
                        .hasValueSatisfying(fix -> assertThat(fix).contains("JAVA_HOME")));
    }

    @Test
    void launcherOfTheJdkNamesItsLoaderAndLibraries() throws IOException {
        byte[] java = Files.readAllBytes(JDK.home().resolve("bin/java"));

        assertThat(Elf.parse(java)).hasValueSatisfying(elf -> {
            assertThat(elf.loader())
                    .hasValueSatisfying(loader -> assertThat(Path.of(loader)).exists());
            assertThat(elf.needed()).contains("libjli.so");
            assertThat(elf.machine()).isEqualTo(JDK.machine());
        });
        assertThat(Elf.parse(Elf.strip(java)).map(Elf::needed))
                .isEqualTo(Elf.parse(java).map(Elf::needed));
        assertThat(Elf.strip(java)).hasSizeLessThan(java.length);
    }

    @Test
    void otherFilesAreNoElf() {
        byte[] text = "#!/bin/sh\n".repeat(20).getBytes(java.nio.charset.StandardCharsets.UTF_8);
        byte[] cut = {0x7f, 'E', 'L', 'F', 2, 1};

        assertThat(Elf.parse(text)).isEmpty();
        assertThat(Elf.parse(cut)).isEmpty();
        assertThat(Elf.parse(java.util.Arrays.copyOf(cut, 80)))
                .hasValueSatisfying(elf -> assertThat(elf.needed()).isEmpty());
        assertThat(Elf.strip(text)).isEqualTo(text);
    }
}
