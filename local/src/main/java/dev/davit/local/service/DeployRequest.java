package dev.davit.local.service;

import dev.davit.app.App;
import dev.davit.image.Digest;
import java.util.Optional;

/**
 * A release that is wanted.
 *
 * @param publish where the service is to listen, instead of the description's port on the loopback interface
 * @param runtime the task runtime to use, instead of the first that can be used here
 */
public record DeployRequest(
        App app, Digest image, Optional<String> revision, Optional<String> publish, Optional<String> runtime) {
    /** Where the service is to listen. */
    public ListenAddress address() {
        return publish.map(ListenAddress::parse)
                .orElseGet(() -> ListenAddress.ofPort(app.image().port()));
    }
}
