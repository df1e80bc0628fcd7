package dev.larder.client;

import com.google.protobuf.ByteString;
import dev.larder.v1.BatchMode;
import dev.larder.v1.GetObjectRequest;
import dev.larder.v1.LookupObjectsRequest;
import dev.larder.v1.PutObjectRequest;
import dev.larder.v1.TouchObjectsRequest;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Requests as the wire writes them. */
final class WireRequests {
  private WireRequests() {}

  static dev.larder.v1.Key key(Key key) {
    return dev.larder.v1.Key.newBuilder()
        .setNamespace(key.namespace())
        .setKind(key.kind())
        .setId(key.id())
        .build();
  }

  static List<dev.larder.v1.Key> keys(Collection<Key> keys) {
    return keys.stream().map(WireRequests::key).toList();
  }

  static GetObjectRequest get(Key key, ReadOptions options) {
    String etag = options.ifNoneMatch();
    return GetObjectRequest.newBuilder()
        .setKey(key(key))
        .setPolicy(policy(options))
        .setIfNoneMatch(etag == null ? "" : etag)
        .build();
  }

  static LookupObjectsRequest lookup(Lookup lookup, String pageToken) {
    return LookupObjectsRequest.newBuilder()
        .setNamespace(lookup.namespace())
        .setKind(lookup.kind())
        .addAllFields(lookup.fields())
        .setValue(lookup.value())
        .setPolicy(policy(lookup.options()))
        .setPageSize(lookup.pageSize())
        .setPageToken(pageToken)
        .build();
  }

  static <T> PutObjectRequest put(Put<T> put, Codec<T> codec) {
    PutOptions options = put.options();
    PutObjectRequest.Builder request =
        PutObjectRequest.newBuilder()
            .setKey(key(put.key()))
            .setOriginValidator(options.originValidator());
    T value = put.valueOrNull();
    if (value == null) {
      request.setNegative(true);
    } else {
      request.setPayload(payload(encode(put.key(), value, codec), options));
    }
    if (!options.lifetime().equals(Lifetime.ofKind())) {
      request.setLifetime(lifetime(options.lifetime()));
    }
    if (options.fetchTime() != null) {
      request.setFetchTime(WireTime.timestamp(options.fetchTime()));
    }
    if (options.precondition() != null) {
      request.setPrecondition(precondition(options.precondition()));
    }
    options.indexTerms().forEach(term -> request.addIndexTerms(indexTerm(term)));
    request.addAllTags(options.tags());
    return request.build();
  }

  static BatchMode mode(dev.larder.client.BatchMode mode) {
    return switch (mode) {
      case PER_ITEM -> BatchMode.BATCH_MODE_PER_ITEM;
      case ATOMIC -> BatchMode.BATCH_MODE_ATOMIC;
    };
  }

  static TouchObjectsRequest touch(Collection<Key> keys, Lifetime lifetime) {
    TouchObjectsRequest.Builder request = TouchObjectsRequest.newBuilder().addAllKeys(keys(keys));
    if (!lifetime.equals(Lifetime.ofKind())) {
      request.setLifetime(lifetime(lifetime));
    }
    return request.build();
  }

  static dev.larder.v1.Lifetime lifetime(Lifetime lifetime) {
    dev.larder.v1.Lifetime.Builder wire = dev.larder.v1.Lifetime.newBuilder();
    if (lifetime.fresh() != null) {
      wire.setFresh(WireTime.duration(lifetime.fresh()));
    }
    if (lifetime.staleWhileRevalidate() != null) {
      wire.setStaleWhileRevalidate(WireTime.duration(lifetime.staleWhileRevalidate()));
    }
    if (lifetime.staleIfError() != null) {
      wire.setStaleIfError(WireTime.duration(lifetime.staleIfError()));
    }
    return wire.build();
  }

  static dev.larder.v1.Precondition precondition(Precondition precondition) {
    dev.larder.v1.Precondition.Builder wire = dev.larder.v1.Precondition.newBuilder();
    if (precondition instanceof Precondition.Revision expected) {
      wire.setRevision(expected.revision());
    } else if (precondition instanceof Precondition.Etag expected) {
      wire.setEtag(expected.etag());
    } else if (precondition instanceof Precondition.Absent) {
      wire.setAbsent(true);
    } else {
      wire.setNewerFetchTime(true);
    }
    return wire.build();
  }

  static dev.larder.v1.Freshness freshness(Freshness freshness) {
    return switch (freshness) {
      case KIND_DEFAULT -> dev.larder.v1.Freshness.FRESHNESS_UNSPECIFIED;
      case FRESH_ONLY -> dev.larder.v1.Freshness.FRESHNESS_FRESH_ONLY;
      case STALE_WHILE_REVALIDATE -> dev.larder.v1.Freshness.FRESHNESS_STALE_WHILE_REVALIDATE;
      case STALE_IF_ERROR -> dev.larder.v1.Freshness.FRESHNESS_STALE_IF_ERROR;
      case ANY -> dev.larder.v1.Freshness.FRESHNESS_ANY;
      case REFRESH -> dev.larder.v1.Freshness.FRESHNESS_REFRESH;
      case UNKNOWN -> throw unsendable(freshness);
    };
  }

  static IllegalArgumentException unsendable(Enum<?> constant) {
    return new IllegalArgumentException(
        constant.getDeclaringClass().getSimpleName().toLowerCase(Locale.ROOT)
            + " "
            + constant
            + " stands for what a newer server said and cannot be sent");
  }

  private static dev.larder.v1.ReadPolicy policy(ReadOptions options) {
    dev.larder.v1.ReadPolicy.Builder policy =
        dev.larder.v1.ReadPolicy.newBuilder()
            .setFreshness(freshness(options.freshness()))
            .setIncludeDeleted(options.includeDeleted())
            .setView(view(options.view()));
    if (options.maxAge() != null) {
      policy.setMaxAge(WireTime.duration(options.maxAge()));
    }
    if (options.maxStale() != null) {
      policy.setMaxStale(WireTime.duration(options.maxStale()));
    }
    if (options.minFresh() != null) {
      policy.setMinFresh(WireTime.duration(options.minFresh()));
    }
    return policy.build();
  }

  private static dev.larder.v1.PayloadView view(PayloadView view) {
    return switch (view) {
      case STORED -> dev.larder.v1.PayloadView.PAYLOAD_VIEW_STORED;
      case VALUE -> dev.larder.v1.PayloadView.PAYLOAD_VIEW_VALUE;
      case NONE -> dev.larder.v1.PayloadView.PAYLOAD_VIEW_NONE;
    };
  }

  private static <T> Payload encode(Key key, T value, Codec<T> codec) {
    try {
      return codec.encode(value);
    } catch (Throwable failure) {
      throw Failures.encoding(key, failure);
    }
  }

  private static dev.larder.v1.Payload payload(Payload payload, PutOptions options) {
    dev.larder.v1.Payload.Builder wire =
        dev.larder.v1.Payload.newBuilder()
            .setContentType(chosen(options.contentType(), payload.contentType()))
            .setContentEncoding(chosen(options.contentEncoding(), payload.contentEncoding()));
    ByteString content = payload.content();
    if (payload.form() == Payload.Form.BYTES) {
      wire.setData(content);
    } else {
      wire.setJsonBytes(content);
    }
    return wire.build();
  }

  private static String chosen(@Nullable String override, String ofCodec) {
    return override == null ? ofCodec : override;
  }

  private static dev.larder.v1.IndexTerm indexTerm(IndexTerm term) {
    return dev.larder.v1.IndexTerm.newBuilder()
        .setField(term.field())
        .setValue(term.value())
        .build();
  }
}
