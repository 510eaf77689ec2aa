package dev.davit.local.service;

import dev.davit.app.Failure;
import dev.davit.balancer.ListenException;
import dev.davit.balancer.Listener;
import dev.davit.balancer.LoadBalancer;
import dev.davit.balancer.TargetGroup;
import dev.davit.local.process.ProcFs;
import java.net.InetSocketAddress;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The listener of a service, which may move to another address. For the service's thread. */
final class Door {
    private static final Duration LAST_REQUESTS = Duration.ofSeconds(5);

    private final LoadBalancer balancer;
    private @Nullable Listener listener;
    private @Nullable ListenAddress address;

    Door(LoadBalancer balancer) {
        this.balancer = balancer;
    }

    /** An address that is held for a release to come. */
    final class Reserved {
        private final Listener held;
        private final ListenAddress at;

        private Reserved(Listener held, ListenAddress at) {
            this.held = held;
            this.at = at;
        }

        Listener listener() {
            return held;
        }

        /** It is the service's address from now on, and the only one. */
        void take() {
            Listener before = listener;
            listener = held;
            address = at;
            if (before != null && before != held) {
                before.close(LAST_REQUESTS);
            }
        }

        /** The release will not come. */
        void giveUp() {
            if (held != listener) {
                held.close(Duration.ZERO);
            }
        }
    }

    boolean isOpen() {
        return listener != null;
    }

    ListenAddress address() {
        if (address == null) {
            throw new IllegalStateException("the service does not listen");
        }
        return address;
    }

    /**
     * Takes an address.
     *
     * @throws Failure when it cannot be had, naming the process that has it
     */
    Reserved reserve(ListenAddress wanted, TargetGroup group) {
        return listener != null && wanted.equals(address)
                ? new Reserved(listener, wanted)
                : new Reserved(listen(wanted, group), wanted);
    }

    void close() {
        if (listener != null) {
            listener.close(LAST_REQUESTS);
            listener = null;
        }
    }

    private Listener listen(ListenAddress wanted, TargetGroup group) {
        try {
            return balancer.listen(new InetSocketAddress(wanted.host(), wanted.port()), group);
        } catch (ListenException e) {
            throw switch (e.reason()) {
                case PORT_IN_USE -> inUse(wanted).causedBy(e);
                case NO_PERMISSION, ADDRESS_NOT_LOCAL, OTHER ->
                    Failure.of(Failure.Category.FAILED, String.valueOf(e.getMessage()))
                            .withFix("davit up --publish " + Math.max(5001, wanted.port() + 1))
                            .causedBy(e);
            };
        }
    }

    private static Failure inUse(ListenAddress wanted) {
        String holder =
                ProcFs.listenerOn(wanted.port()).map(process -> "by " + process).orElse("by another process");
        int other = wanted.port() == 65_535 ? 5001 : wanted.port() + 1;
        return Failure.of(Failure.Category.FAILED, "port " + wanted.port() + " is in use " + holder)
                .withFix("davit up --publish " + other);
    }
}
