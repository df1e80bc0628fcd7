package dev.larder.benchmarks.baseline;

import dev.larder.v1.GetObjectRequest;
import dev.larder.v1.GetObjectResponse;
import io.grpc.stub.StreamObserver;

/**
 * The floor: the same stack, the same messages, no cache. The request is parsed, and a response of
 * the product's size is written.
 */
final class EchoDesign implements Design {
  private final GetObjectResponse response =
      Rows.response("acme", "users", "U000000001", Rows.payload(1));

  @Override
  public void get(GetObjectRequest request, StreamObserver<GetObjectResponse> observer) {
    Design.answer(observer, response);
  }
}
