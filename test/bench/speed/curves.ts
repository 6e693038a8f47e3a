/** How cost grows: the same work at several sizes. A new curve is an entry here. */
import { libraryText } from "../../networks/library.js";
import { speedCase, type SpeedCase } from "./cases.js";

export interface Curve {
  /** What is done: `ResNet-18 forward 1`. */
  readonly title: string;
  /** What grows, the label of the axis. */
  readonly grows: string;
  readonly points: readonly { readonly at: number; readonly one: SpeedCase }[];
}

const mnist = { program: "use mnist\n", network: "mnistCnn" };

export const curves: readonly Curve[] = [
  {
    title: "A training step of the MNIST CNN",
    grows: "batch",
    points: [8, 32, 128, 512].map((at) => ({
      at,
      one: speedCase(mnist, "train", at, { chunk: Math.ceil(640 / at) }),
    })),
  },
  {
    title: "ResNet, forward 1",
    grows: "layers with weights",
    points: [18, 34, 50, 101, 152].map((at) => ({
      at,
      one: speedCase(resnet(at), "forward", 1, { chunk: 4 }),
    })),
  },
  {
    title: "ResNet-18, forward 1",
    grows: "image side (pixels)",
    points: [64, 128, 224, 320, 448].map((at) => ({
      at,
      one: speedCase(resnet(18, at), "forward", 1, { chunk: 4 }),
    })),
  },
];

function resnet(layers: number, side = 224): Pick<SpeedCase, "program" | "network"> {
  const program = libraryText("resnet.conv").replaceAll("224x224x3", `${side}x${side}x3`);
  return { program, network: `resnet${layers}` };
}
