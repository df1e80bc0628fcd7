package dev.larder.client;

import com.google.rpc.Status;
import dev.larder.v1.CompleteFillRequest;
import dev.larder.v1.Entry;
import dev.larder.v1.FailFillRequest;
import dev.larder.v1.FillNotModified;
import dev.larder.v1.FillOptions;
import dev.larder.v1.FillOriginNotFound;
import dev.larder.v1.GetObjectRequest;
import dev.larder.v1.GetObjectResponse;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeoutException;

/** Fills as Java and as the wire write them. */
final class WireFills {
  /** The most characters of a failure that are told; the server takes 4096 bytes. */
  private static final int MESSAGE_CHARACTERS = 1000;

  private static final int UNKNOWN = 2;
  private static final int DEADLINE_EXCEEDED = 4;

  private WireFills() {}

  static GetObjectRequest get(Key key, ReadOptions read, LoadOptions options, Duration wait) {
    return WireRequests.get(key, read).toBuilder()
        .setFill(
            FillOptions.newBuilder()
                .setAcquire(true)
                .setHolder(options.holder())
                .setLease(WireTime.duration(options.lease()))
                .setWait(WireTime.duration(wait)))
        .build();
  }

  /** Whoever has the token must hear of it, though what came with it cannot be decoded. */
  static <T> FillRead<T> read(GetObjectResponse wire, Codec<T> codec) {
    FillTicket<T> ticket = ticket(wire, codec);
    try {
      return new FillRead<>(WireResponses.read(wire, codec), ticket);
    } catch (LarderException undecodable) {
      if (ticket instanceof FillTicket.Leader) {
        return new FillRead<>(new Read<>(Outcome.UNKNOWN, null, wire.getReadRevision()), ticket);
      }
      throw undecodable;
    }
  }

  static <T> CompleteFillRequest complete(String token, Key key, Loaded<T> loaded, Codec<T> codec) {
    CompleteFillRequest.Builder request = CompleteFillRequest.newBuilder().setToken(token);
    dev.larder.v1.Lifetime lifetime = WireRequests.lifetime(loaded.options().lifetime());
    if (loaded.isNotModified()) {
      request.setNotModified(FillNotModified.newBuilder().setLifetime(lifetime));
    } else if (loaded.valueOrNull() == null) {
      request.setOriginNotFound(FillOriginNotFound.newBuilder().setLifetime(lifetime));
    } else {
      request.setValue(
          WireRequests.put(
              new Put<>(key, loaded.valueOrNull(), underLease(loaded.options())), codec));
    }
    return request.build();
  }

  static FailFillRequest fail(String token, Throwable failure, Duration backoff) {
    return FailFillRequest.newBuilder()
        .setToken(token)
        .setError(status(failure))
        .setBackoff(WireTime.duration(backoff))
        .build();
  }

  private static PutOptions underLease(PutOptions options) {
    return options.precondition() instanceof Precondition.NewerFetchTime
        ? options.withPrecondition(null)
        : options;
  }

  private static Status status(Throwable failure) {
    String message = failure.toString();
    return Status.newBuilder()
        .setCode(failure instanceof TimeoutException ? DEADLINE_EXCEEDED : UNKNOWN)
        .setMessage(
            message.substring(
                0, message.offsetByCodePoints(0, Math.min(MESSAGE_CHARACTERS, length(message)))))
        .build();
  }

  private static int length(String text) {
    return text.codePointCount(0, text.length());
  }

  private static <T> FillTicket<T> ticket(GetObjectResponse wire, Codec<T> codec) {
    dev.larder.v1.FillTicket ticket = wire.getFill();
    Duration retryAfter = WireTime.duration(ticket.getRetryAfter());
    return switch (ticket.getRole()) {
      case FILL_ROLE_LEADER ->
          new FillTicket.Leader<>(
              ticket.getToken(),
              WireTime.duration(ticket.getExpiresIn()),
              ticket.hasPrevious() ? previous(ticket.getPrevious(), codec) : Optional.empty());
      case FILL_ROLE_FOLLOWER -> new FillTicket.Follower<>(retryAfter);
      case FILL_ROLE_BACKOFF ->
          new FillTicket.InBackoff<>(retryAfter, Failures.of(ticket.getLastError()));
      case FILL_ROLE_UNSPECIFIED, UNRECOGNIZED -> new FillTicket.None<>();
    };
  }

  private static <T> Optional<CachedObject<T>> previous(Entry entry, Codec<T> codec) {
    try {
      return Optional.of(WireResponses.object(entry, codec));
    } catch (LarderException undecodable) {
      return Optional.empty();
    }
  }
}
