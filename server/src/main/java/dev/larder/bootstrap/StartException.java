package dev.larder.bootstrap;

import com.google.inject.CreationException;
import com.google.inject.ProvisionException;
import com.google.inject.spi.Message;
import dev.larder.store.StoreOpenException;
import java.io.IOException;
import java.util.Collection;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The server could not be started. The message is for the operator: one line that says what is
 * wrong and what to do. When the failure is a fault of the program, {@link #isFault} says so, and
 * its cause is worth showing.
 */
public final class StartException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final boolean fault;

  private StartException(String message, Throwable cause, boolean fault) {
    super(message, cause);
    this.fault = fault;
  }

  /** True: nobody expected this, look at the cause. */
  public boolean isFault() {
    return fault;
  }

  /** Says in one line what a failed start means. */
  static StartException explaining(Throwable failure) {
    Throwable reason = peel(failure);
    if (reason instanceof StoreOpenException) {
      return new StartException(String.valueOf(reason.getMessage()), failure, false);
    }
    if (reason instanceof IOException) {
      return new StartException(reason.getMessage() + advice(reason), failure, false);
    }
    return new StartException("The server could not be started: " + reason, failure, true);
  }

  private static String advice(Throwable reason) {
    String message = String.valueOf(reason.getMessage());
    if (message.contains("in use")) {
      return ". Stop the program that listens there, or choose another --port (0 takes any that is free)";
    }
    if (message.contains("ermission denied")) {
      return ". Choose another one, or run Larder as a user that may use this one";
    }
    if (message.contains("assign requested address")) {
      return ". This machine has no such address: choose another --host";
    }
    return "";
  }

  /** What lies under the wrappings of the injector. */
  private static Throwable peel(Throwable failure) {
    return wrapped(failure).map(StartException::peel).orElse(failure);
  }

  private static Optional<Throwable> wrapped(Throwable failure) {
    if (failure instanceof CreationException creation) {
      return firstCause(creation.getErrorMessages());
    }
    if (failure instanceof ProvisionException provision) {
      return firstCause(provision.getErrorMessages());
    }
    return Optional.empty();
  }

  private static Optional<Throwable> firstCause(Collection<Message> messages) {
    Stream<Throwable> causes = messages.stream().map(Message::getCause).filter(Objects::nonNull);
    return causes.findFirst();
  }
}
