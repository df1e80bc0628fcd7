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
    GetObjectResponse.Builder response =
        GetObjectResponse.newBuilder()
            .setOutcome(OutcomeMapper.write(answer.outcome()))
            .setReadRevision(answer.readRevision());
    ServedEntry entry = answer.entry();
    if (entry != null) {
      response.setEntry(write(entry, shown(answer, view)));
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
    Entry entry = served.entry();
    dev.larder.v1.Entry.Builder wire =
        dev.larder.v1.Entry.newBuilder()
            .setKey(KeyMapper.write(entry.key()))
            .setRevision(entry.revision())
            .setFetchTime(WireTimes.timestamp(entry.validity().fetchTime()))
            .setLifetime(write(entry.validity().lifetime()))
            .setAge(WireTimes.duration(served.age()))
            .setFreshFor(WireTimes.duration(served.freshFor()));
    if (entry.deleteTime() != null) {
      wire.setDeleteTime(WireTimes.timestamp(entry.deleteTime()));
    }
    writeContent(entry.content(), view, wire);
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

  private static PayloadView shown(ReadAnswer answer, PayloadView view) {
    return answer.outcome() == Outcome.NOT_MODIFIED ? PayloadView.PAYLOAD_VIEW_NONE : view;
  }
}
