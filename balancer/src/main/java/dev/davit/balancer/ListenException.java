package dev.davit.balancer;

import java.io.IOException;
import java.net.InetSocketAddress;

/** A listener could not take its address. */
public final class ListenException extends IOException {
    /** Why an address could not be taken. */
    public enum Reason {
        PORT_IN_USE,
        NO_PERMISSION,
        ADDRESS_NOT_LOCAL,
        OTHER
    }

    private final Reason reason;

    private ListenException(Reason reason, String message, Throwable cause) {
        super(message, cause);
        this.reason = reason;
    }

    static ListenException of(InetSocketAddress address, Throwable cause) {
        String text = String.valueOf(cause.getMessage());
        String where = address.getHostString() + ":" + address.getPort();
        if (text.contains("Address already in use")) {
            return new ListenException(
                    Reason.PORT_IN_USE, "cannot listen on " + where + ": another process listens there already", cause);
        }
        if (text.contains("Permission denied")) {
            return new ListenException(
                    Reason.NO_PERMISSION, "cannot listen on " + where + ": this user may not use that port", cause);
        }
        if (address.isUnresolved() || text.contains("Cannot assign requested address")) {
            return new ListenException(
                    Reason.ADDRESS_NOT_LOCAL, "cannot listen on " + where + ": not an address of this machine", cause);
        }
        return new ListenException(Reason.OTHER, "cannot listen on " + where + ": " + text, cause);
    }

    public Reason reason() {
        return reason;
    }
}
