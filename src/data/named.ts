/**
 * The data sets that are fetched. Checksums are those that the publishers give, or, where they give none, those that
 * torchvision, Keras and others check against; the source stands beside each.
 */
import { readCifar, type CifarFormat } from "./cifar.js";
import { cifar10Classes, cifar100Classes, fashionClasses, kmnistClasses } from "./classNames.js";
import type { DataSetEntry, DataSetInfo } from "./dataSet.js";
import { readIdxPair } from "./idxSet.js";
import { unchanged } from "./normalize.js";
import { fetchSet, type RemoteFile, type RemoteSet } from "./remote.js";

const digitNames = Array.from({ length: 10 }, (_, digit) => String(digit));

function idxFiles(
  algorithm: "sha256" | "md5",
  [trainImages, trainLabels, testImages, testLabels]: readonly [string, string, string, string],
): readonly RemoteFile[] {
  return [
    { name: "train-images-idx3-ubyte.gz", checksum: [algorithm, trainImages] },
    { name: "train-labels-idx1-ubyte.gz", checksum: [algorithm, trainLabels] },
    { name: "t10k-images-idx3-ubyte.gz", checksum: [algorithm, testImages] },
    { name: "t10k-labels-idx1-ubyte.gz", checksum: [algorithm, testLabels] },
  ];
}

/**
 * Yann LeCun's page (http://yann.lecun.com/exdb/mnist/) no longer gives the files and never gave checksums; these are of
 * the same files at the mirrors of PyTorch (torchvision/datasets/mnist.py has their md5) and TensorFlow Datasets.
 */
const mnistFiles: RemoteSet = {
  name: "mnist",
  mirrors: [
    "https://ossci-datasets.s3.amazonaws.com/mnist/",
    "https://storage.googleapis.com/cvdf-datasets/mnist/",
  ],
  files: idxFiles("sha256", [
    "440fcabf73cc546fa21475e81ea370265605f56be210a4024d2ca8f203523609",
    "3552534a0a558bbed6aed32b30c495cca23d567ec52cac8be1a0730e8010255c",
    "8d422c7b0a1c1c79245a5bcf07fe86e33eeafee792b84584aec276f5a2dbc4e6",
    "f7ae60f92e00ec6debd23a6088c31dbd2371eca3ffa0defaefb259924204aec6",
  ]),
};

/** md5 as the publisher gives them (README of https://github.com/zalandoresearch/fashion-mnist). */
const fashionFiles: RemoteSet = {
  name: "fashion",
  mirrors: [
    "http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/",
    "https://storage.googleapis.com/tensorflow/tf-keras-datasets/",
    "https://raw.githubusercontent.com/zalandoresearch/fashion-mnist/master/data/fashion/",
  ],
  files: idxFiles("md5", [
    "8d4fb7e6c68d591d4c3dfef9ec88bf0d",
    "25c81989df183df01b3e8a0aad5dffbe",
    "bef4ecab320f06d8554ea6380940ec79",
    "bb300cfdad3c16e7a12a480ee83cd310",
  ]),
};

/** The publisher (https://github.com/rois-codh/kmnist) gives none; sha256 of torchvision's prototype datasets. */
const kmnistFiles: RemoteSet = {
  name: "kmnist",
  mirrors: [
    "https://codh.rois.ac.jp/kmnist/dataset/kmnist/",
    "http://codh.rois.ac.jp/kmnist/dataset/kmnist/",
  ],
  files: idxFiles("sha256", [
    "51467d22d8cc72929e2a028a0428f2086b092bb31cfb79c69cc0a90ce135fde4",
    "e38f9ebcd0f3ebcdec7fc8eabdcdaef93bb0df8ea12bee65224341c8183d8e17",
    "edd7a857845ad6bb1d0ba43fe7e794d164fe2dce499a1694695a792adfac43c5",
    "20bb9a0ef54c7db3efc55a92eef5582c109615df22683c380526788f98e42a1c",
  ]),
};

const toronto = ["https://www.cs.toronto.edu/~kriz/", "https://cave.cs.toronto.edu/kriz/"];

/** md5 as published at https://www.cs.toronto.edu/~kriz/cifar.html, of the binary versions. */
const cifar10Files: RemoteSet = {
  name: "cifar10",
  mirrors: [...toronto, "https://storage.googleapis.com/s4tf-hosted-binaries/datasets/CIFAR10/"],
  files: [
    { name: "cifar-10-binary.tar.gz", checksum: ["md5", "c32a1d4ab5d03f1284b67883e8d87530"] },
  ],
};

const cifar100Files: RemoteSet = {
  name: "cifar100",
  mirrors: toronto,
  files: [
    { name: "cifar-100-binary.tar.gz", checksum: ["md5", "03b5dce01913d631647c71ecec9e9cb8"] },
  ],
};

const cifar10Format: CifarFormat = {
  train: [1, 2, 3, 4, 5].map((number) => `data_batch_${number}.bin`),
  test: ["test_batch.bin"],
  labelBytes: 1,
  classes: 10,
};

const cifar100Format: CifarFormat = {
  train: ["train.bin"],
  test: ["test.bin"],
  labelBytes: 2,
  classes: 100,
};

export const mnist = idxEntry(mnistFiles, digitNames);
export const fashion = idxEntry(fashionFiles, fashionClasses);
export const kmnist = idxEntry(kmnistFiles, kmnistClasses);
export const cifar10 = cifarEntry(cifar10Files, cifar10Classes, cifar10Format);
export const cifar100 = cifarEntry(cifar100Files, cifar100Classes, cifar100Format);

export function idxEntry(files: RemoteSet, classNames: readonly string[]): DataSetEntry {
  const info = infoOf(files.name, [28, 28, 1], classNames);
  return {
    info,
    async read(options) {
      const [a = "", b = "", c = "", d = ""] = await fetchSet(files, options);
      const pair = (images: string, labels: string) =>
        readIdxPair({ path: images, about: "set" }, { path: labels, about: "set" });
      return { ...info, train: await pair(a, b), test: await pair(c, d) };
    },
  };
}

export function cifarEntry(
  files: RemoteSet,
  classNames: readonly string[],
  format: CifarFormat,
): DataSetEntry {
  const info = infoOf(files.name, [32, 32, 3], classNames);
  return {
    info,
    async read(options) {
      const [path = ""] = await fetchSet(files, options);
      return { ...info, ...(await readCifar({ path, about: "set" }, format)) };
    },
  };
}

function infoOf(
  name: string,
  shape: DataSetInfo["shape"],
  classNames: readonly string[],
): DataSetInfo {
  return { name, shape, classNames, preprocessing: unchanged };
}
