/** Names of classes, in the order of their labels. */

/** https://github.com/zalandoresearch/fashion-mnist, "Labels" */
export const fashionClasses: readonly string[] = [
  "T-shirt/top",
  "Trouser",
  "Pullover",
  "Dress",
  "Coat",
  "Sandal",
  "Shirt",
  "Sneaker",
  "Bag",
  "Ankle boot",
];

/** https://github.com/rois-codh/kmnist, kmnist_classmap.csv, in Latin letters */
export const kmnistClasses: readonly string[] = "o ki su tsu na ha ma ya re wo".split(" ");

/** batches.meta.txt of the archive */
export const cifar10Classes: readonly string[] =
  "airplane automobile bird cat deer dog frog horse ship truck".split(" ");

/** fine_label_names.txt of the archive */
export const cifar100Classes: readonly string[] = `
  apple aquarium_fish baby bear beaver bed bee beetle bicycle bottle
  bowl boy bridge bus butterfly camel can castle caterpillar cattle
  chair chimpanzee clock cloud cockroach couch crab crocodile cup dinosaur
  dolphin elephant flatfish forest fox girl hamster house kangaroo keyboard
  lamp lawn_mower leopard lion lizard lobster man maple_tree motorcycle mountain
  mouse mushroom oak_tree orange orchid otter palm_tree pear pickup_truck pine_tree
  plain plate poppy porcupine possum rabbit raccoon ray road rocket
  rose sea seal shark shrew skunk skyscraper snail snake spider
  squirrel streetcar sunflower sweet_pepper table tank telephone television tiger tractor
  train trout tulip turtle wardrobe whale willow_tree wolf woman worm`
  .trim()
  .split(/\s+/);
