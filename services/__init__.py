"""The journeys: the verbs of the product. One transaction each; consent is cleared here, finding and telling meet here."""
