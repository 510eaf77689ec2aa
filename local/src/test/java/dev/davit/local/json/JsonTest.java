package dev.davit.local.json;

import static org.assertj.core.api.Assertions.assertThat;

import dev.davit.app.App;
import dev.davit.app.AppName;
import dev.davit.app.Base;
import dev.davit.app.ImageSpec;
import dev.davit.image.ImageReference;
import dev.davit.image.Platform;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class JsonTest {
    private static final App APP = App.ofDefaults(new AppName("hello"), ImageSpec.ofSource(Path.of("/src")));

    @Test
    void anAppIsReadAsItWasWrittenButForItsBase() {
        Base base = new Base(
                new Base.Image(ImageReference.parse("debian")),
                List.of(Platform.of("linux", "amd64")),
                Optional.empty());
        App onBase = new App(
                APP.name(),
                APP.image().on(base),
                APP.http(),
                APP.resources(),
                APP.count(),
                APP.variables(),
                APP.deployment());

        assertThat(Json.read(Json.write(onBase), App.class)).isEqualTo(APP);
    }

    @Test
    void anAppThatWasWrittenBeforeThereWereBasesIsRead() {
        String text = Json.write(APP).replace("\"base\":null,", "").replace(",\"base\":null", "");

        assertThat(text).doesNotContain("base");
        assertThat(Json.read(text, App.class)).isEqualTo(APP);
    }
}
