package dev.larder.transport;

import com.google.rpc.Status;
import dev.larder.cache.FillTicket.Backoff;
import dev.larder.cache.FillTicket.Follower;
import dev.larder.cache.FillTicket.Leader;
import dev.larder.cache.ReadAnswer;
import dev.larder.cache.ServedEntry;
import dev.larder.model.Content;
import dev.larder.model.Entry;
import dev.larder.model.IndexTerm;
import dev.larder.model.Lifetime;
import dev.larder.model.Outcome;
import dev.larder.model.Payload;
import dev.larder.v1.FillRole;
import dev.larder.v1.FillTicket;
import dev.larder.v1.GetObjectResponse;
import dev.larder.v1.PayloadView;
import jakarta.inject.Inject;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Answers of reads, put into the words of the wire.
 *
 * <p>Thread-safe.
 */
final class EntryMapper {
  private final PayloadMapper payloads;

  /** The last one: most entries have the lifetime of their kind, and a message of four parts. */
  private volatile WrittenLifetime lifetime = WrittenLifetime.of(Lifetime.DEFAULT);

  private record WrittenLifetime(Lifetime lifetime, dev.larder.v1.Lifetime wire) {
    static WrittenLifetime of(Lifetime lifetime) {
      return new WrittenLifetime(lifetime, LifetimeMapper.write(lifetime));
    }
  }

  @Inject
  EntryMapper(PayloadMapper payloads) {
    this.payloads = payloads;
  }

  GetObjectResponse write(ReadAnswer answer, PayloadView view) {
    ServedEntry served = answer.entry();
    return respond(answer, view, served == null ? null : write(served, shown(answer, view)));
  }

  /**
   * The same for an answer that has an entry.
   *
   * @param content of the entry, as {@link #write(Content, PayloadView)} has written it
   */
  GetObjectResponse write(ReadAnswer answer, PayloadView view, dev.larder.v1.Entry content) {
    ServedEntry served = Objects.requireNonNull(answer.entry());
    return respond(answer, view, write(served, content.toBuilder()));
  }

  private GetObjectResponse respond(
      ReadAnswer answer, PayloadView view, dev.larder.v1.@Nullable Entry entry) {
    GetObjectResponse.Builder response =
        GetObjectResponse.newBuilder()
            .setOutcome(OutcomeMapper.write(answer.outcome()))
            .setReadRevision(answer.readRevision());
    if (entry != null) {
      response.setEntry(entry);
    }
    if (answer.ticket() != null) {
      response.setFill(write(answer.ticket(), view));
    }
    return response.build();
  }

  FillTicket write(dev.larder.cache.FillTicket ticket, PayloadView view) {
    FillTicket.Builder wire = FillTicket.newBuilder();
    if (ticket instanceof Leader leader) {
      wire.setRole(FillRole.FILL_ROLE_LEADER)
          .setToken(leader.token())
          .setExpiresIn(WireTimes.duration(leader.expiresIn()));
      if (leader.previous() != null) {
        wire.setPrevious(write(leader.previous(), view));
      }
    } else if (ticket instanceof Follower follower) {
      wire.setRole(FillRole.FILL_ROLE_FOLLOWER)
          .setExpiresIn(WireTimes.duration(follower.expiresIn()))
          .setRetryAfter(WireTimes.duration(follower.retryAfter()));
    } else if (ticket instanceof Backoff backoff) {
      wire.setRole(FillRole.FILL_ROLE_BACKOFF)
          .setRetryAfter(WireTimes.duration(backoff.retryAfter()))
          .setLastError(
              Status.newBuilder()
                  .setCode(backoff.error().code())
                  .setMessage(backoff.error().message()));
    }
    return wire.build();
  }

  dev.larder.v1.Entry write(ServedEntry served, PayloadView view) {
    dev.larder.v1.Entry.Builder wire = dev.larder.v1.Entry.newBuilder();
    writeContent(served.entry().content(), view, wire);
    return write(served, wire);
  }

  /** What an entry says whoever reads it and whenever: the larger part by far, and not all. */
  dev.larder.v1.Entry write(Content content, PayloadView view) {
    dev.larder.v1.Entry.Builder wire = dev.larder.v1.Entry.newBuilder();
    writeContent(content, view, wire);
    return wire.build();
  }

  /** Adds the rest to the content. */
  private dev.larder.v1.Entry write(ServedEntry served, dev.larder.v1.Entry.Builder wire) {
    Entry entry = served.entry();
    wire.setKey(KeyMapper.write(entry.key()))
        .setRevision(entry.revision())
        .setFetchTime(WireTimes.timestamp(entry.validity().fetchTime()))
        .setLifetime(write(entry.validity().lifetime()))
        .setAge(WireTimes.duration(served.age()))
        .setFreshFor(WireTimes.duration(served.freshFor()));
    if (entry.deleteTime() != null) {
      wire.setDeleteTime(WireTimes.timestamp(entry.deleteTime()));
    }
    return wire.build();
  }

  private dev.larder.v1.Lifetime write(Lifetime wanted) {
    WrittenLifetime written = lifetime;
    if (!written.lifetime().equals(wanted)) {
      written = WrittenLifetime.of(wanted);
      lifetime = written;
    }
    return written.wire();
  }

  private void writeContent(Content content, PayloadView view, dev.larder.v1.Entry.Builder wire) {
    wire.setNegative(content.negative())
        .setEtag(content.etag())
        .setOriginValidator(content.originValidator());
    for (IndexTerm term : content.indexTerms()) {
      wire.addIndexTermsBuilder().setField(term.field()).setValue(term.value());
    }
    // One by one: the builder makes a list of its own even for none.
    for (String tag : content.tags()) {
      wire.addTags(tag);
    }
    Payload payload = content.payload();
    if (payload != null && view != PayloadView.PAYLOAD_VIEW_NONE) {
      wire.setPayload(payloads.write(payload, view));
    }
  }

  /** About how many bytes an answer comes to. */
  static long bytes(ReadAnswer answer, PayloadView view) {
    ServedEntry served = answer.entry();
    ServedEntry previous = answer.ticket() instanceof Leader leader ? leader.previous() : null;
    return (served == null ? 0 : bytes(served, shown(answer, view)))
        + (previous == null ? 0 : bytes(previous, view));
  }

  /** About how many bytes an entry comes to. */
  static long bytes(ServedEntry served, PayloadView view) {
    long weight = served.entry().weight();
    Payload payload = served.entry().content().payload();
    return payload != null && view == PayloadView.PAYLOAD_VIEW_NONE
        ? weight - payload.bytes().size()
        : weight;
  }

  /** The view, unless the payload must not be shown. */
  static PayloadView shown(ReadAnswer answer, PayloadView view) {
    return answer.outcome() == Outcome.NOT_MODIFIED ? PayloadView.PAYLOAD_VIEW_NONE : view;
  }
}
